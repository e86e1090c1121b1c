#include "procedures/viewers.h"

namespace driehoek {

v1::Viewer ViewerOf(v1::Role role) {
  switch (role) {
    case v1::ROLE_RESIDENT:
      return v1::VIEWER_RESIDENT;
    case v1::ROLE_TRAINER:
      return v1::VIEWER_TRAINER;
    case v1::ROLE_TEACHER:
      return v1::VIEWER_TEACHER;
    case v1::ROLE_YEAR_ASSISTANT:
      return v1::VIEWER_YEAR_ASSISTANT;
    case v1::ROLE_PROGRAMME_MANAGER:
      return v1::VIEWER_PROGRAMME_MANAGER;
    case v1::ROLE_TRAINER_MANAGER:
    case v1::ROLE_TRAINER_MANAGER_ASSISTANT:
      return v1::VIEWER_TRAINER_MANAGER;
    case v1::ROLE_DEPUTY_HEAD:
    case v1::ROLE_HEAD:
      return v1::VIEWER_DEPUTY_HEAD;
    case v1::ROLE_POLICY_OFFICER:
      return v1::VIEWER_POLICY_OFFICER;
    default:
      return v1::VIEWER_UNSPECIFIED;
  }
}

}  // namespace driehoek
