#include "eventstore/body.h"

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

namespace driehoek {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::util::MessageDifferencer;
using ::testing::IsEmpty;

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

TEST(Body, GivesEveryKindOfEventBack) {
  const Descriptor& kinds = *v1::Event::descriptor();
  ASSERT_GT(kinds.field_count(), 40);
  for (int i = 0; i < kinds.field_count(); ++i) {
    v1::Event event;
    Fill(*event.GetReflection()->MutableMessage(&event, kinds.field(i)));
    const std::string bytes = EncodeBody(Prefix(), event);
    const auto decoded = DecodeBody(bytes, event.kind_case());
    ASSERT_TRUE(decoded.ok()) << kinds.field(i)->name();
    EXPECT_TRUE(MessageDifferencer::Equals(*decoded, event))
        << kinds.field(i)->name();
  }
}

TEST(Body, IsTheSameForTheSameEventAndPrefix) {
  const std::string bytes = EncodeBody(Prefix(), Report());
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(EncodeBody(Prefix(), Report()), bytes);
  }
  EXPECT_NE(EncodeBody(std::string(kBodyPrefixBytes, 's'), Report()), bytes);
}

TEST(Body, IsRefusedWhenTornOrLongerOrOfAnotherType) {
  const std::string bytes = EncodeBody(Prefix(), Report());
  EXPECT_TRUE(DecodeBody(bytes, v1::Event::kReportSubmitted).ok());
  EXPECT_FALSE(DecodeBody(bytes, v1::Event::kCaseOpened).ok());
  EXPECT_FALSE(DecodeBody(bytes + "x", v1::Event::kReportSubmitted).ok());
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(
        DecodeBody(bytes.substr(0, size), v1::Event::kReportSubmitted).ok())
        << size;
  }
}

}  // namespace
}  // namespace driehoek
