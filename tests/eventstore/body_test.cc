#include "eventstore/body.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "driehoek/v1/event.pb.h"
#include "driehoek/v1/types.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "sealing/aead.h"

namespace driehoek {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::util::MessageDifferencer;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// --- What the contract must keep to, so that every event can be split --------

void FindTexts(const Descriptor& message, bool below_repeated,
               std::vector<std::string>& below, std::set<std::string>& path) {
  ASSERT_TRUE(path.insert(message.full_name()).second)
      << message.full_name() << " holds itself";
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    if (field.options().GetExtension(v1::text)) {
      if (below_repeated) below.push_back(field.full_name());
    } else if (field.message_type() != nullptr) {
      FindTexts(*field.message_type(), below_repeated || field.is_repeated(),
                below, path);
    }
  }
  path.erase(message.full_name());
}

TEST(Contract, HasNoTextBelowARepeatedField) {
  std::vector<std::string> below;
  std::set<std::string> path;
  FindTexts(*v1::Event::descriptor(), false, below, path);
  EXPECT_THAT(below, IsEmpty());
}

TEST(Contract, KeepsTheActorThatTheEnvelopeWrites) {
  // A sixth field would be lost: it needs a new version of the envelope.
  EXPECT_EQ(v1::Actor::descriptor()->field_count(), 5);
}

// --- The body ----------------------------------------------------------------

v1::Event Report() {
  v1::Event event;
  v1::ReportSubmitted& report = *event.mutable_report_submitted();
  report.set_case_id("c-1");
  report.set_report("D-1");
  report.mutable_on()->set_year(2026);
  report.add_part_keys("b");
  report.add_part_keys("a");
  (*report.mutable_parts())["a"] = "Het leerwerkplan is besproken.";
  (*report.mutable_parts())["b"] = "Er zijn aandachtspunten.";
  return event;
}

const std::string& Prefix() {
  static const auto* const prefix = new std::string(kBodyPrefixBytes, 'r');
  return *prefix;
}

TEST(Body, SetsTextsApart) {
  const EventParts parts = SplitTexts(Report());
  EXPECT_TRUE(parts.facts.report_submitted().parts().empty());
  EXPECT_EQ(parts.facts.report_submitted().part_keys_size(), 2);
  EXPECT_EQ(parts.facts.report_submitted().on().year(), 2026);
  EXPECT_EQ(parts.texts.report_submitted().parts_size(), 2);
  EXPECT_EQ(parts.texts.report_submitted().case_id(), "");
  v1::Event merged = parts.facts;
  merged.MergeFrom(parts.texts);
  EXPECT_TRUE(MessageDifferencer::Equals(merged, Report()));
}

TEST(Body, HasNoTextsWhereNothingWasSaid) {
  v1::Event event;
  event.mutable_person_changed()->set_person_id("p-1");
  const EventParts parts = SplitTexts(event);
  EXPECT_EQ(parts.texts.kind_case(), v1::Event::KIND_NOT_SET);
  EXPECT_TRUE(MessageDifferencer::Equals(parts.facts, event));
}

// An event of each kind with something in every field.
void Fill(google::protobuf::Message& message) {
  const auto* const reflection = message.GetReflection();
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* const field = message.GetDescriptor()->field(i);
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        if (field->is_repeated()) {
          reflection->AddString(&message, field, "één");
        } else {
          reflection->SetString(&message, field, "één");
        }
        break;
      case FieldDescriptor::CPPTYPE_MESSAGE:
        Fill(field->is_repeated()
                 ? *reflection->AddMessage(&message, field)
                 : *reflection->MutableMessage(&message, field));
        break;
      case FieldDescriptor::CPPTYPE_INT32:
        if (!field->is_repeated()) reflection->SetInt32(&message, field, 7);
        break;
      case FieldDescriptor::CPPTYPE_ENUM:
        if (!field->is_repeated()) reflection->SetEnumValue(&message, field, 1);
        break;
      case FieldDescriptor::CPPTYPE_BOOL:
        if (!field->is_repeated()) reflection->SetBool(&message, field, true);
        break;
      case FieldDescriptor::CPPTYPE_UINT64:
        if (!field->is_repeated()) reflection->SetUInt64(&message, field, 9);
        break;
      default:
        break;
    }
  }
}

std::string Unsealed(const v1::Event& event,
                     const std::string& prefix = Prefix()) {
  return EncodeBody(prefix, event, Envelope(), nullptr).bytes;
}

Envelope EnvelopeOf(const v1::Event& event) {
  Envelope envelope;
  envelope.log_id = "0123456789abcdef0123456789abcdef";
  envelope.position = 42;
  envelope.event_id = "0199474b-6080-7a3c-9d1e-0123456789ab";
  envelope.type = event.kind_case();
  return envelope;
}

TEST(Body, GivesEveryKindOfEventBack) {
  const Descriptor& kinds = *v1::Event::descriptor();
  ASSERT_GT(kinds.field_count(), 40);
  for (int i = 0; i < kinds.field_count(); ++i) {
    v1::Event event;
    Fill(*event.GetReflection()->MutableMessage(&event, kinds.field(i)));
    const std::string bytes = Unsealed(event);
    const auto decoded = DecodeBody(bytes, EnvelopeOf(event), nullptr);
    ASSERT_TRUE(decoded.ok()) << kinds.field(i)->name();
    EXPECT_TRUE(MessageDifferencer::Equals(*decoded, event))
        << kinds.field(i)->name();
  }
}

TEST(Body, IsTheSameForTheSameEventAndPrefix) {
  const std::string bytes = Unsealed(Report());
  for (int i = 0; i < 20; ++i) EXPECT_EQ(Unsealed(Report()), bytes);
  EXPECT_NE(Unsealed(Report(), std::string(kBodyPrefixBytes, 's')), bytes);
}

TEST(Body, IsRefusedWhenTornOrLongerOrOfAnotherType) {
  const Envelope envelope = EnvelopeOf(Report());
  Envelope of_another_type = envelope;
  of_another_type.type = EventType::kCaseOpened;
  const std::string bytes = Unsealed(Report());
  EXPECT_TRUE(DecodeBody(bytes, envelope, nullptr).ok());
  EXPECT_FALSE(DecodeBody(bytes, of_another_type, nullptr).ok());
  EXPECT_FALSE(DecodeBody(bytes + "x", envelope, nullptr).ok());
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(DecodeBody(bytes.substr(0, size), envelope, nullptr).ok())
        << size;
  }
}

// Two keys, and what finds them.
class SealedBody : public ::testing::Test {
 protected:
  SealedBody() {
    envelope_ = EnvelopeOf(Report());
    Seal(Report());
  }

  void Seal(const v1::Event& event) {
    const BodyBytes body = EncodeBody(Prefix(), event, envelope_, &keys_);
    bytes_ = body.bytes;
    envelope_.key_id = body.key_id;
    envelope_.key_commitment = body.key_commitment;
  }

  absl::StatusOr<v1::Event> Opened(const std::string& bytes) const {
    return DecodeBody(bytes, envelope_,
                      [this](const std::string& id)
                          -> absl::StatusOr<std::optional<SecretKey>> {
                        const auto found = keyring_.find(id);
                        if (found == keyring_.end()) return std::nullopt;
                        return found->second;
                      });
  }

  const BodyKeys keys_{{"key-f", SecretKey(std::string(32, 'f'))},
                       {"key-t", SecretKey(std::string(32, 't'))}};
  std::map<std::string, SecretKey> keyring_{{"key-f", keys_.facts.key},
                                            {"key-t", keys_.texts.key}};
  Envelope envelope_;
  std::string bytes_;
};

TEST_F(SealedBody, HasNothingOfTheEventInClear) {
  EXPECT_THAT(bytes_, Not(HasSubstr("één")));
  EXPECT_THAT(bytes_, Not(HasSubstr("c-1")));
  EXPECT_EQ(envelope_.key_id, "key-f key-t");
  const auto opened = Opened(bytes_);
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_TRUE(MessageDifferencer::Equals(*opened, Report()));
}

TEST_F(SealedBody, NamesOneKeyWhenThereAreNoTexts) {
  v1::Event event;
  event.mutable_case_closed()->set_case_id("c-1");
  envelope_.type = event.kind_case();
  Seal(event);
  EXPECT_EQ(envelope_.key_id, "key-f");
  const auto opened = Opened(bytes_);
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->case_closed().case_id(), "c-1");
}

TEST_F(SealedBody, LosesItsTextsAloneWithTheirKey) {
  keyring_.erase("key-t");
  const auto opened = Opened(bytes_);
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->report_submitted().case_id(), "c-1");
  EXPECT_THAT(opened->report_submitted().parts(), IsEmpty());
}

TEST_F(SealedBody, IsOfNoKindWithoutTheKeyOfItsFacts) {
  keyring_.clear();
  const auto opened = Opened(bytes_);
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->kind_case(), v1::Event::KIND_NOT_SET);
}

TEST_F(SealedBody, DoesNotOpenWhenAnyByteOfItChanged) {
  for (size_t i = 0; i < bytes_.size(); ++i) {
    std::string changed = bytes_;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_EQ(Opened(changed).status().code(), absl::StatusCode::kDataLoss)
        << i;
  }
}

TEST_F(SealedBody, DoesNotOpenElsewhereThanWhereItWasSealed) {
  const Envelope right = envelope_;
  envelope_.position = right.position + 1;
  EXPECT_TRUE(absl::IsDataLoss(Opened(bytes_).status()));
  envelope_ = right;
  envelope_.event_id = "another";
  EXPECT_TRUE(absl::IsDataLoss(Opened(bytes_).status()));
  envelope_ = right;
  envelope_.log_id = "another";
  EXPECT_TRUE(absl::IsDataLoss(Opened(bytes_).status()));
  // Nor with anything else of its envelope changed, with hashes to match.
  envelope_ = right;
  envelope_.actor.set_person_id("someone-else");
  EXPECT_TRUE(absl::IsDataLoss(Opened(bytes_).status()));
  envelope_ = right;
  envelope_.recorded_at += absl::Microseconds(1);
  EXPECT_TRUE(absl::IsDataLoss(Opened(bytes_).status()));
  envelope_ = right;
  envelope_.links.push_back({{TagKind::kCase, "other"}, 1, Hash32{}});
  EXPECT_TRUE(absl::IsDataLoss(Opened(bytes_).status()));
  envelope_ = right;
  EXPECT_TRUE(Opened(bytes_).ok());
}

TEST_F(SealedBody, DoesNotOpenWithAnotherKeyUnderTheSameName) {
  keyring_.insert_or_assign("key-f", SecretKey(std::string(32, 'x')));
  EXPECT_TRUE(absl::IsDataLoss(Opened(bytes_).status()));
}

TEST_F(SealedBody, IsCheckedAgainstItsCommitmentWithoutAKey) {
  EXPECT_TRUE(CheckBody(bytes_, envelope_).ok());
  Envelope other = envelope_;
  other.key_commitment[0] ^= 1;
  EXPECT_TRUE(absl::IsDataLoss(CheckBody(bytes_, other)));
  other = envelope_;
  other.key_id = "key-f";
  EXPECT_TRUE(absl::IsDataLoss(CheckBody(bytes_, other)));
}

}  // namespace
}  // namespace driehoek
