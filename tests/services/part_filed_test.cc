// A place may get a part of a report only: whoever opens it there reads that
// part, and whoever opens it in the case all of it.
#include <cstddef>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/fatal.h"
#include "driehoek/v1/file_service.grpc.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/kit/procedures.h"
#include "tests/services/case_fixture.h"
#include "tests/services/voorbeeldstad.h"

namespace driehoek {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

constexpr char kFiledInDossier[] =
    "filings { place: \"OD\" by: ROLE_YEAR_ASSISTANT }";
constexpr char kReadByTrainer[] =
    "seen_by { viewer: VIEWER_TRAINER level: SIGHT_LEVEL_READ }";

// Puts `by` in the place of the first `old` that comes after `after`.
void Replace(const std::string& after, const std::string& old,
             const std::string& by, std::string& text) {
  const size_t begin = text.find(old, text.find(after));
  if (begin == std::string::npos) {
    Fatal(absl::StrCat("the procedure of Utrecht has no more: ", old));
  }
  text.replace(begin, old.size(), by);
}

// Utrecht's procedure as it could be since June: the dossier gets of the
// evaluation with the resident the points that are for the trainer.
std::string OfAttentionPointsOnly() {
  std::string text = TextOf(kUtrechtFile);
  Replace("", "version: \"2023-03\"", "version: \"2026-06\"", text);
  Replace("", "in_force_from { year: 2023 month: 3 day: 1 }",
          "in_force_from { year: 2026 month: 6 day: 1 }", text);
  Replace("key: \"D-7\"", kFiledInDossier,
          "filings { place: \"OD\" by: ROLE_YEAR_ASSISTANT"
          " parts: \"attention_points_trainer\" }",
          text);
  return text;
}

class PartFiledTest : public CaseTest {
 protected:
  // From the meeting to the report of the evaluation with the resident, with a
  // file beside it, in both files; all of it today.
  void EvaluateAndFile() {
    Decouple(/*motivation=*/"");
    Evaluate();
    AttachFile();
    FileInBoth("D-7");
  }

  // Of the file that lies beside the report, where the trainer reads that.
  grpc::Status ReadAttachmentInDossier() {
    v1::ReadAttachmentRequest request;
    request.set_trainer_id(Voorbeeldstad::Id("person", "opleider-1"));
    request.set_document_id(document_id_);
    request.set_file_id(file_id_);
    request.set_min_position(position_);
    const auto context = As("opleider-1", "ROLE_TRAINER");
    const auto reader = documents_->ReadAttachment(context.get(), request);
    v1::ReadAttachmentResponse piece;
    while (reader->Read(&piece)) {
    }
    return reader->Finish();
  }

  static void ExpectWhole(const v1::Document& document) {
    EXPECT_THAT(document.part_keys(),
                ElementsAre("role_of_resident", "learning_points", "agreements",
                            "attention_points_trainer"));
    EXPECT_THAT(document.parts(),
                UnorderedElementsAre(
                    Pair("role_of_resident", "Verzonnen: een."),
                    Pair("learning_points", "Verzonnen: twee."),
                    Pair("agreements", "Verzonnen: drie."),
                    Pair("attention_points_trainer", "Verzonnen: vier.")));
    EXPECT_THAT(document.attachments(), SizeIs(1));
  }
  static void ExpectThatPartAlone(const v1::Document& document) {
    EXPECT_THAT(document.part_keys(), ElementsAre("attention_points_trainer"));
    EXPECT_THAT(document.parts(),
                UnorderedElementsAre(
                    Pair("attention_points_trainer", "Verzonnen: vier.")));
    EXPECT_THAT(document.part_titles(),
                UnorderedElementsAre(
                    Pair("attention_points_trainer",
                         "Aandachtspunten voor de ontkoppelde opleider")));
  }
};

TEST_F(PartFiledTest, IsAllThatADossierGivesWhoeverOpensItThere_A14) {
  FollowProcedure(OfAttentionPointsOnly());
  EvaluateAndFile();
  for (const auto& [person, role] :
       {std::pair("opleider-1", "ROLE_TRAINER"),
        std::pair("opleiders", "ROLE_TRAINER_MANAGER")}) {
    SCOPED_TRACE(person);
    v1::GetDossierDocumentResponse opened;
    const grpc::Status status = OpenInDossier(person, role, &opened);
    ASSERT_TRUE(status.ok()) << status.error_message();
    ExpectThatPartAlone(opened.document());
  }
  v1::GetDossierRequest request;
  request.set_trainer_id(Voorbeeldstad::Id("person", "opleider-1"));
  request.set_min_position(position_);
  v1::GetDossierResponse dossier;
  ASSERT_TRUE(dossiers_
                  ->GetDossier(As("opleider-1", "ROLE_TRAINER").get(), request,
                               &dossier)
                  .ok());
  ASSERT_THAT(dossier.entries(), SizeIs(1));
  EXPECT_THAT(dossier.entries(0).part_keys(),
              ElementsAre("attention_points_trainer"));
}

TEST_F(PartFiledTest, LeavesWhatLiesBesideTheWholeWhereThatIs_A14) {
  FollowProcedure(OfAttentionPointsOnly());
  EvaluateAndFile();
  v1::GetDossierDocumentResponse opened;
  ASSERT_TRUE(OpenInDossier("opleider-1", "ROLE_TRAINER", &opened).ok());
  EXPECT_THAT(opened.document().attachments(), IsEmpty());
  EXPECT_EQ(ReasonOf(ReadAttachmentInDossier()), "NOT_FOUND");
}

TEST_F(PartFiledTest, IsInTheCaseAndInTheOtherPlaceTheWhole_A14) {
  FollowProcedure(OfAttentionPointsOnly());
  EvaluateAndFile();
  for (const auto& [person, role] :
       {std::pair("docent", "ROLE_TEACHER"),
        std::pair("aios-1", "ROLE_RESIDENT"),
        std::pair("jaar", "ROLE_YEAR_ASSISTANT")}) {
    SCOPED_TRACE(person);
    v1::GetDocumentResponse opened;
    const grpc::Status status = OpenInCase(person, role, &opened);
    ASSERT_TRUE(status.ok()) << status.error_message();
    ExpectWhole(opened.document());
  }
  v1::GetPortfolioDocumentResponse opened;
  ASSERT_TRUE(OpenInPortfolio(&opened).ok());
  ExpectWhole(opened.document());
}

// The procedure must show the trainer no more in the case either.
TEST_F(PartFiledTest, IsAllThatATrainerReadsWhoDoesNotSeeTheReport_A14) {
  std::string text = OfAttentionPointsOnly();
  Replace("key: \"D-7\"", kReadByTrainer, "", text);
  FollowProcedure(text);
  EvaluateAndFile();
  v1::GetDocumentResponse in_case;
  EXPECT_EQ(ReasonOf(OpenInCase("opleider-1", "ROLE_TRAINER", &in_case)),
            "NOT_FOUND");
  v1::GetDossierDocumentResponse in_dossier;
  ASSERT_TRUE(OpenInDossier("opleider-1", "ROLE_TRAINER", &in_dossier).ok());
  ExpectThatPartAlone(in_dossier.document());
}

// As the text has it: a copy of all of it.
TEST_F(PartFiledTest, IsNoPartWhenTheProcedureNamesNone_A14) {
  EvaluateAndFile();
  v1::GetDossierDocumentResponse opened;
  ASSERT_TRUE(OpenInDossier("opleider-1", "ROLE_TRAINER", &opened).ok());
  ExpectWhole(opened.document());
  const grpc::Status read = ReadAttachmentInDossier();
  EXPECT_TRUE(read.ok()) << read.error_message();
}

}  // namespace
}  // namespace driehoek
