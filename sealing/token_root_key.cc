#include "sealing/token_root_key.h"

#include <openssl/crypto.h>
#include <p11-kit/p11-kit.h>
#include <p11-kit/pkcs11.h>
#include <p11-kit/uri.h>

#include <array>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/cleanup/cleanup.h"
#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/freeing.h"
#include "base/mutex.h"
#include "base/secret_file.h"
#include "base/status_macros.h"

namespace driehoek {
namespace {

using Uri = std::unique_ptr<P11KitUri, Freeing<p11_kit_uri_free>>;

constexpr absl::string_view kScheme = "pkcs11:";
constexpr absl::string_view kPurpose = "driehoek root key 1\n";
constexpr size_t kMaxPinBytes = 255;

absl::Status Refused(absl::string_view why) {
  return absl::InvalidArgumentError(
      absl::StrCat("de hoofdsleutel in een apparaat (PKCS#11): ", why));
}

// What the device says, by its name in the standard; never what it was given.
absl::Status FromDevice(CK_RV code, absl::string_view doing) {
  if (code == CKR_OK) return absl::OkStatus();
  const std::string message =
      absl::StrCat("de hoofdsleutel in een apparaat (PKCS#11): ", doing, ": ",
                   p11_kit_strerror(code));
  const bool of_pin = code == CKR_PIN_INCORRECT || code == CKR_PIN_LOCKED ||
                      code == CKR_PIN_INVALID || code == CKR_PIN_LEN_RANGE ||
                      code == CKR_PIN_EXPIRED;
  // Trying again does not make it right, and locks the device in the end.
  return of_pin ? absl::InvalidArgumentError(message)
                : absl::UnavailableError(message);
}

CK_BYTE* BytesOf(std::string& text) {
  return reinterpret_cast<CK_BYTE*>(text.data());
}

class TokenRootKey : public RootKey {
 public:
  ~TokenRootKey() override {
    if (module_ == nullptr) return;
    if (session_ != 0) module_->C_CloseSession(session_);
    if (initialized_) p11_kit_module_finalize(module_);
    p11_kit_module_release(module_);
  }

  absl::Status Open(const std::string& text);

  absl::StatusOr<std::string> Wrap(const SecretKey& key,
                                   absl::string_view context) const override {
    ASSIGN_OR_RETURN(const SecretKey root, KeyFor(context));
    return NewRootKey(root)->Wrap(key, context);
  }
  absl::StatusOr<SecretKey> Unwrap(absl::string_view wrapped,
                                   absl::string_view context) const override {
    ASSIGN_OR_RETURN(const SecretKey root, KeyFor(context));
    return NewRootKey(root)->Unwrap(wrapped, context);
  }

 private:
  absl::Status LoadModule(const P11KitUri& uri);
  absl::StatusOr<CK_SLOT_ID> FindSlot(const P11KitUri& uri) const;
  absl::Status LogIn(const P11KitUri& uri);
  absl::Status FindKey(P11KitUri& uri);
  absl::StatusOr<SecretKey> KeyFor(absl::string_view context) const;

  CK_FUNCTION_LIST* module_ = nullptr;
  bool initialized_ = false;
  CK_OBJECT_HANDLE key_ = 0;
  // A session does one thing at a time.
  mutable Mutex mutex_;
  CK_SESSION_HANDLE session_ = 0;
};

absl::Status TokenRootKey::Open(const std::string& text) {
  const Uri uri(p11_kit_uri_new());
  if (uri == nullptr ||
      p11_kit_uri_parse(text.c_str(), P11_KIT_URI_FOR_ANY, uri.get()) !=
          P11_KIT_URI_OK ||
      p11_kit_uri_any_unrecognized(uri.get()) != 0) {
    return Refused("dit is geen adres zoals in RFC 7512");
  }
  if (p11_kit_uri_get_pin_value(uri.get()) != nullptr) {
    return Refused(
        "een pincode hoort niet in het adres; noem met pin-source het bestand "
        "waar zij in staat");
  }
  RETURN_IF_ERROR(LoadModule(*uri));
  ASSIGN_OR_RETURN(const CK_SLOT_ID slot, FindSlot(*uri));
  RETURN_IF_ERROR(
      FromDevice(module_->C_OpenSession(slot, CKF_SERIAL_SESSION, nullptr,
                                        nullptr, &session_),
                 "een sessie beginnen"));
  RETURN_IF_ERROR(LogIn(*uri));
  RETURN_IF_ERROR(FindKey(*uri));
  // Now, and not at the first thing that is to be sealed.
  return KeyFor("").status();
}

absl::Status TokenRootKey::LoadModule(const P11KitUri& uri) {
  const char* const path = p11_kit_uri_get_module_path(&uri);
  if (path == nullptr) return Refused("noem de bibliotheek met module-path");
  module_ = p11_kit_module_load(path, 0);
  if (module_ == nullptr) {
    return Refused(absl::StrCat("de bibliotheek ", path, " is niet te laden"));
  }
  RETURN_IF_ERROR(FromDevice(p11_kit_module_initialize(module_), "beginnen"));
  initialized_ = true;
  return absl::OkStatus();
}

absl::StatusOr<CK_SLOT_ID> TokenRootKey::FindSlot(const P11KitUri& uri) const {
  constexpr size_t kMostSlots = 64;
  std::array<CK_SLOT_ID, kMostSlots> slots{};
  CK_ULONG count = slots.size();
  RETURN_IF_ERROR(FromDevice(
      module_->C_GetSlotList(CK_TRUE, slots.data(), &count), "zoeken"));
  std::vector<CK_SLOT_ID> found;
  for (CK_ULONG i = 0; i < count; ++i) {
    CK_TOKEN_INFO token{};
    RETURN_IF_ERROR(
        FromDevice(module_->C_GetTokenInfo(slots[i], &token), "zoeken"));
    if (p11_kit_uri_match_token_info(&uri, &token) == 1) {
      found.push_back(slots[i]);
    }
  }
  if (found.empty()) return Refused("er is geen apparaat (token) met die naam");
  if (found.size() > 1) {
    return Refused("er is meer dan één apparaat (token) dat zo heet");
  }
  return found.front();
}

absl::Status TokenRootKey::LogIn(const P11KitUri& uri) {
  const char* const source = p11_kit_uri_get_pin_source(&uri);
  if (source == nullptr) {
    return Refused("noem met pin-source het bestand met de pincode");
  }
  ASSIGN_OR_RETURN(
      std::string pin,
      ReadSecretFile(std::string(absl::StripPrefix(source, "file:")),
                     kMaxPinBytes));
  const absl::Cleanup wiped = [&pin] {
    OPENSSL_cleanse(pin.data(), pin.size());
  };
  const size_t size = absl::StripSuffix(pin, "\n").size();
  const CK_RV in = module_->C_Login(session_, CKU_USER, BytesOf(pin), size);
  return FromDevice(in == CKR_USER_ALREADY_LOGGED_IN ? CKR_OK : in,
                    "de pincode");
}

absl::Status TokenRootKey::FindKey(P11KitUri& uri) {
  CK_ULONG named = 0;
  const CK_ATTRIBUTE* const attributes =
      p11_kit_uri_get_attributes(&uri, &named);
  std::vector<CK_ATTRIBUTE> wanted(attributes, attributes + named);
  CK_OBJECT_CLASS secret = CKO_SECRET_KEY;
  wanted.push_back({CKA_CLASS, &secret, sizeof secret});
  RETURN_IF_ERROR(FromDevice(
      module_->C_FindObjectsInit(session_, wanted.data(), wanted.size()),
      "zoeken"));
  std::array<CK_OBJECT_HANDLE, 2> found{};
  CK_ULONG count = 0;
  const CK_RV searched =
      module_->C_FindObjects(session_, found.data(), found.size(), &count);
  module_->C_FindObjectsFinal(session_);
  RETURN_IF_ERROR(FromDevice(searched, "zoeken"));
  if (count != 1) {
    return Refused(count == 0
                       ? "er is geen geheime sleutel (object) die zo heet"
                       : "er is meer dan één sleutel die zo heet");
  }
  key_ = found[0];
  return absl::OkStatus();
}

absl::StatusOr<SecretKey> TokenRootKey::KeyFor(
    absl::string_view context) const {
  CK_MECHANISM hmac = {CKM_SHA256_HMAC, nullptr, 0};
  std::string data = absl::StrCat(kPurpose, context);
  std::string code(SecretKey::kBytes, '\0');
  const absl::Cleanup wiped = [&code] {
    OPENSSL_cleanse(code.data(), code.size());
  };
  CK_ULONG size = code.size();
  {
    const MutexLock lock(mutex_);
    RETURN_IF_ERROR(
        FromDevice(module_->C_SignInit(session_, &hmac, key_), "rekenen"));
    RETURN_IF_ERROR(
        FromDevice(module_->C_Sign(session_, BytesOf(data), data.size(),
                                   BytesOf(code), &size),
                   "rekenen"));
  }
  if (size != SecretKey::kBytes) {
    return Refused("het apparaat rekent anders dan HMAC-SHA-256");
  }
  return SecretKey(code);
}

}  // namespace

bool IsTokenUri(absl::string_view where) {
  return absl::StartsWith(where, kScheme);
}

absl::StatusOr<std::unique_ptr<RootKey>> OpenTokenRootKey(
    const std::string& uri) {
  auto key = std::make_unique<TokenRootKey>();
  RETURN_IF_ERROR(key->Open(uri));
  return key;
}

}  // namespace driehoek
