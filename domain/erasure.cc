#include "domain/erasure.h"

namespace driehoek {

std::string ErasedDocument(const v1::Event& event) {
  return event.reflection_withdrawn().document_id();
}

}  // namespace driehoek
