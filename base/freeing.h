// Objects of C libraries that free themselves.
#ifndef DRIEHOEK_BASE_FREEING_H_
#define DRIEHOEK_BASE_FREEING_H_

namespace driehoek {

// Of a std::unique_ptr: std::unique_ptr<BIO, Freeing<BIO_free>>.
template <auto Free>
struct Freeing {
  template <typename T>
  void operator()(T* it) const {
    Free(it);
  }
};

}  // namespace driehoek

#endif  // DRIEHOEK_BASE_FREEING_H_
