#include "services/upload_desk.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "domain/rejections.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "sealing/sealed_files.h"
#include "services/media_type.h"
#include "tests/kit/sample_files.h"

namespace driehoek {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(MediaType, IsToldByTheFirstBytes) {
  const auto type_of = [](const std::string& bytes) {
    return MediaTypeOf(bytes).value_or("");
  };
  EXPECT_EQ(type_of(SamplePdf()), "application/pdf");
  EXPECT_EQ(type_of(SamplePng()), "image/png");
  EXPECT_EQ(type_of(SampleJpeg()), "image/jpeg");
  EXPECT_EQ(type_of(SampleDocx()),
            "application/"
            "vnd.openxmlformats-officedocument.wordprocessingml.document");
  EXPECT_EQ(type_of(SampleZip()), "application/zip");
  EXPECT_EQ(type_of("<html><script>alert(1)</script></html>"),
            "application/octet-stream")
      << "text is not looked into";
  EXPECT_EQ(type_of("\x01\xff\x02\xfe\x03\xfd\x80\x81"),
            "application/octet-stream");
}

TEST(MediaType, FitsTheNameOfWhatIsAttached) {
  const auto refused = [](absl::string_view type, absl::string_view name) {
    return ReasonOf(CheckAttachable(type, name));
  };
  EXPECT_EQ(refused("application/pdf", "brief.pdf"), "");
  EXPECT_EQ(refused("application/pdf", "BRIEF.PDF"), "");
  EXPECT_EQ(refused("image/jpeg", "foto.jpg"), "");
  EXPECT_EQ(refused("image/jpeg", "foto.jpeg"), "");
  EXPECT_EQ(refused("application/pdf", "brief.docx"), "FILE_NAME");
  EXPECT_EQ(refused("application/pdf", "brief.pdf.exe"), "FILE_NAME");
  EXPECT_EQ(refused("application/pdf", "brief"), "FILE_NAME");
  EXPECT_EQ(refused("application/pdf", ".pdf"), "FILE_NAME");
  EXPECT_EQ(refused("application/zip", "brief.docx"), "FILE_TYPE");
  EXPECT_EQ(refused("text/html", "brief.pdf"), "FILE_TYPE");
}

class UploadDeskTest : public ::testing::Test {
 protected:
  UploadDeskTest() { Open({}); }

  void Open(UploadLimits limits, uint64_t most_bytes = 1 << 20) {
    desk_ = nullptr;
    SealedFilesOptions options;
    options.most_bytes = most_bytes;
    options.min_free_bytes = 0;
    auto files = SealedFiles::Open(
        options, [](const FileName&) -> absl::StatusOr<bool> { return false; });
    ASSERT_TRUE(files.ok()) << files.status();
    files_ = *std::move(files);
    desk_ = std::make_unique<UploadDesk>(*files_, "secret", clock_, limits);
  }

  absl::StatusOr<Upload> Bring(const std::string& content,
                               const std::string& name = "brief.pdf",
                               const std::string& person = "docent") {
    auto incoming = desk_->Begin(person, "case-1", name);
    if (!incoming.ok()) return incoming.status();
    for (size_t i = 0; i < content.size(); i += 1000) {
      const absl::Status added = (*incoming)->Add(content.substr(i, 1000));
      if (!added.ok()) return added;
    }
    return (*incoming)->Finish();
  }
  // The reason; empty when it was taken.
  std::string Refused(const std::string& content,
                      const std::string& name = "brief.pdf",
                      const std::string& person = "docent") {
    return ReasonOf(Bring(content, name, person).status());
  }

  bool IsStored(const Upload& upload) const {
    SealedFile file;
    file.name = {upload.case_id, upload.id};
    file.bytes = upload.bytes;
    return files_->Read(file).ok();
  }

  ManualClock clock_{absl::UnixEpoch()};
  std::unique_ptr<SealedFiles> files_;
  std::unique_ptr<UploadDesk> desk_;
};

TEST_F(UploadDeskTest, KeepsWhatWaitsForWhoBroughtIt) {
  const auto upload = Bring(SamplePdf());
  ASSERT_TRUE(upload.ok()) << upload.status();
  EXPECT_EQ(upload->name, "brief.pdf");
  EXPECT_EQ(upload->media_type, "application/pdf");
  EXPECT_EQ(upload->bytes, SamplePdf().size());
  EXPECT_TRUE(IsStored(*upload));
  const Uploads found = desk_->Find({"docent"}, {upload->id, "nothing"});
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].id, upload->id);
  EXPECT_EQ(found[0].case_id, "case-1");
  EXPECT_THAT(desk_->Find({"docent-2"}, {upload->id}), IsEmpty());
  EXPECT_THAT(desk_->Find({"docent-2", "docent"}, {upload->id}), SizeIs(1))
      << "one person under two ids";
}

TEST_F(UploadDeskTest, NoLongerGivesWhatWasAttached) {
  const auto upload = Bring(SamplePdf());
  ASSERT_TRUE(upload.ok()) << upload.status();
  EXPECT_TRUE(desk_->Attached({*upload}).ok());
  EXPECT_THAT(desk_->Find({"docent"}, {upload->id}), IsEmpty());
  EXPECT_TRUE(IsStored(*upload));
}

TEST_F(UploadDeskTest, ForgetsWhatNobodyAttachesWithinAnHour) {
  const auto upload = Bring(SamplePdf());
  ASSERT_TRUE(upload.ok()) << upload.status();
  clock_.Advance(absl::Minutes(59));
  EXPECT_THAT(desk_->Find({"docent"}, {upload->id}), SizeIs(1));
  // It is being attached: it waits on.
  clock_.Advance(absl::Minutes(59));
  EXPECT_TRUE(Bring(SamplePng(), "foto.png").ok());
  EXPECT_TRUE(IsStored(*upload));
  clock_.Advance(absl::Minutes(1));
  EXPECT_THAT(desk_->Find({"docent"}, {upload->id}), IsEmpty());
  EXPECT_TRUE(Bring(SamplePng(), "foto.png").ok());
  EXPECT_FALSE(IsStored(*upload));
}

TEST_F(UploadDeskTest, RefusesWhatMayNotBeAttached) {
  EXPECT_EQ(Refused(""), "FILE_EMPTY");
  EXPECT_EQ(Refused(SampleZip()), "FILE_TYPE");
  EXPECT_EQ(Refused(SamplePdf(), "brief.png"), "FILE_NAME");
  for (const char* const name :
       {"", "../brief.pdf", "map/brief.pdf", "C:\\brief.pdf", " brief.pdf",
        "brief\n.pdf"}) {
    EXPECT_EQ(Refused(SamplePdf(), name), "FILE_NAME") << name;
  }
  EXPECT_EQ(Refused(SamplePdf(), std::string(197, 'a') + ".pdf"), "FILE_NAME");
  EXPECT_EQ(Refused(SamplePdf(), std::string(196, 'a') + ".pdf"), "");
}

// Long before it has all come.
TEST_F(UploadDeskTest, RefusesAnotherTypeByItsBeginning) {
  const auto incoming = desk_->Begin("docent", "case-1", "brief.pdf");
  ASSERT_TRUE(incoming.ok()) << incoming.status();
  EXPECT_EQ(ReasonOf((*incoming)->Add(std::string(kBeginningBytes, 'x'))),
            "FILE_TYPE");
  EXPECT_EQ(ReasonOf((*incoming)->Finish().status()), "FILE_TYPE");
}

TEST_F(UploadDeskTest, RefusesWhatIsTooLarge) {
  Open({}, /*most_bytes=*/100'000);
  EXPECT_EQ(Refused(SamplePdf() + std::string(100'000, ' ')), "FILE_TOO_LARGE");
  EXPECT_EQ(
      Refused(SamplePdf() + std::string(100'000 - SamplePdf().size(), ' ')),
      "");
}

TEST_F(UploadDeskTest, TakesAFewAtATimeOfEachAndOfAll) {
  Open({.of_one_person = 2, .in_all = 3});
  const auto coming = desk_->Begin("docent", "case-1", "brief.pdf");
  ASSERT_TRUE(coming.ok()) << coming.status();
  const auto upload = Bring(SamplePdf());
  ASSERT_TRUE(upload.ok()) << upload.status();
  EXPECT_EQ(Refused(SamplePdf()), "UPLOADS_FULL");
  EXPECT_EQ(Refused(SamplePdf(), "brief.pdf", "docent-2"), "");
  EXPECT_EQ(Refused(SamplePdf(), "brief.pdf", "docent-3"), "UPLOADS_FULL");
  EXPECT_TRUE(desk_->Attached({*upload}).ok());
  EXPECT_EQ(Refused(SamplePdf()), "") << "there is room again";
}

TEST_F(UploadDeskTest, MakesRoomForWhatIsBrokenOff) {
  Open({.of_one_person = 1, .in_all = 1});
  for (int i = 0; i < 3; ++i) {
    const auto incoming = desk_->Begin("docent", "case-1", "brief.pdf");
    ASSERT_TRUE(incoming.ok()) << incoming.status();
    EXPECT_TRUE((*incoming)->Add(SamplePdf()).ok());
  }
  EXPECT_EQ(Refused(SampleZip()), "FILE_TYPE");
  EXPECT_EQ(Refused(SamplePdf()), "");
}

TEST_F(UploadDeskTest, KnowsAgainWhatIsBroughtInTwice) {
  const auto bring = [this](const std::string& person,
                            const std::string& request) {
    auto incoming = desk_->Begin(person, "case-1", "brief.pdf", request);
    EXPECT_TRUE(incoming.ok()) << incoming.status();
    EXPECT_TRUE((*incoming)->Add(SamplePdf()).ok());
    const auto upload = (*incoming)->Finish();
    EXPECT_TRUE(upload.ok()) << upload.status();
    return upload.value_or(Upload());
  };
  const Upload first = bring("docent", "request-1");
  const Upload again = bring("docent", "request-1");
  EXPECT_EQ(again.id, first.id);
  EXPECT_EQ(again.bytes, first.bytes);
  EXPECT_EQ(again.media_type, first.media_type);
  const Uploads waiting = desk_->Find({"docent"}, {first.id});
  ASSERT_THAT(waiting, SizeIs(1));
  EXPECT_EQ(waiting[0].key, first.key) << "the first one is kept";
  EXPECT_NE(bring("docent", "request-2").id, first.id);
  EXPECT_NE(bring("docent-2", "request-1").id, first.id);
  EXPECT_NE(bring("docent", "").id, bring("docent", "").id);
  // Once it is attached, nothing waits.
  EXPECT_TRUE(desk_->Attached({first}).ok());
  EXPECT_EQ(bring("docent", "request-1").id, first.id);
  EXPECT_THAT(desk_->Find({"docent"}, {first.id}), IsEmpty());
  EXPECT_TRUE(IsStored(first));
}

TEST_F(UploadDeskTest, TakesNoOtherFileForTheOneThatWaits) {
  const auto bring = [this](const std::string& name,
                            const std::string& content) {
    auto incoming = desk_->Begin("docent", "case-1", name, "request-1");
    if (!incoming.ok()) return ReasonOf(incoming.status());
    EXPECT_TRUE((*incoming)->Add(content).ok());
    return ReasonOf((*incoming)->Finish().status());
  };
  EXPECT_EQ(bring("brief.pdf", SamplePdf()), "");
  EXPECT_EQ(bring("brief.pdf", SamplePdf()), "");
  EXPECT_EQ(bring("brief.pdf", SamplePdf() + " "), "REQUEST_ID_REUSED");
  EXPECT_EQ(bring("andere.pdf", SamplePdf()), "REQUEST_ID_REUSED");
}

TEST_F(UploadDeskTest, TakesTheSameOnceAtATime) {
  auto coming = desk_->Begin("docent", "case-1", "brief.pdf", "request-1");
  ASSERT_TRUE(coming.ok()) << coming.status();
  EXPECT_EQ(
      ReasonOf(
          desk_->Begin("docent", "case-1", "brief.pdf", "request-1").status()),
      "UPLOAD_UNDER_WAY");
  coming->reset();
  EXPECT_TRUE(desk_->Begin("docent", "case-1", "brief.pdf", "request-1").ok());
}

TEST_F(UploadDeskTest, DoesNotGiveWhatIsStillComing) {
  const auto incoming = desk_->Begin("docent", "case-1", "brief.pdf");
  ASSERT_TRUE(incoming.ok()) << incoming.status();
  EXPECT_THAT(desk_->Find({"docent"}, {""}), IsEmpty());
}

}  // namespace
}  // namespace driehoek
