// Files that come along with a report, from bringing them in to reading them
// wherever the report lies, over a socket.
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "driehoek/v1/audit_service.grpc.pb.h"
#include "driehoek/v1/file_service.grpc.pb.h"
#include "eventstore/memory_event_store.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/kit/faults_directory.h"
#include "tests/kit/sample_files.h"
#include "tests/services/case_fixture.h"
#include "tests/services/voorbeeldstad.h"

namespace driehoek {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class AttachmentsTest : public CaseTest {
 protected:
  void SetUp() override { Begin(ServerOptions()); }
  void Begin(ServerOptions options) {
    options.engine.files.directory = directory_.path() + "/files";
    options.engine.files.min_free_bytes = 0;
    StartFilled(std::move(options));
    case_id_ = OpenCase(1);
  }
  void TearDown() override { server_.reset(); }

  grpc::Status TryTo(const std::string& person, const std::string& role,
                     const std::vector<std::string>& commands,
                     v1::SubmitResponse* response) {
    v1::SubmitRequest request;
    request.set_request_id(absl::StrCat("do-", ++requests_));
    for (const std::string& command : commands) {
      *request.add_commands() = Voorbeeldstad::Command(command);
    }
    const grpc::Status status =
        cases_->Submit(As(person, role).get(), request, response);
    if (status.ok()) position_ = response->position();
    return status;
  }
  void DoAll(const std::string& person, const std::string& role,
             const std::vector<std::string>& commands) {
    v1::SubmitResponse response;
    const grpc::Status status = TryTo(person, role, commands, &response);
    ASSERT_TRUE(status.ok()) << status.error_message();
    if (response.ids_size() > 0) document_id_ = response.ids(0);
  }

  std::string Report() const {
    return absl::Substitute(kMeetingReport, case_id_);
  }
  std::string Attach(const std::string& upload_id) const {
    return absl::StrCat("attach_file { case_id: '", case_id_,
                        "' report: 'D-1' upload_id: '", upload_id, "' }");
  }

  std::string Bring(const std::string& name, const std::string& bytes) {
    v1::UploadFileResponse response;
    const grpc::Status status =
        BringIn(AsTeacher(), case_id_, name, bytes, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    EXPECT_EQ(response.size_bytes(), bytes.size());
    return response.upload_id();
  }
  // The reason it is refused for.
  std::string RefusedIn(const std::string& name, const std::string& bytes) {
    v1::UploadFileResponse response;
    return ReasonOf(BringIn(AsTeacher(), case_id_, name, bytes, &response));
  }
  // A report with a letter and a photo, handed in at once.
  void HandIn() {
    letter_ = Bring("brief.pdf", SamplePdf());
    photo_ = Bring("foto.jpg", SampleJpeg());
    DoAll("docent", "ROLE_TEACHER",
          {Report(), Attach(letter_), Attach(photo_)});
  }

  v1::ReadAttachmentRequest InCase(const std::string& file_id) const {
    v1::ReadAttachmentRequest request;
    request.set_case_id(case_id_);
    request.set_document_id(document_id_);
    request.set_file_id(file_id);
    request.set_min_position(position_);
    return request;
  }
  v1::ReadAttachmentRequest InPortfolio(const std::string& file_id) const {
    v1::ReadAttachmentRequest request = InCase(file_id);
    request.set_resident_id(Voorbeeldstad::Id("person", "aios-1"));
    return request;
  }
  v1::ReadAttachmentRequest InDossier(const std::string& file_id) const {
    v1::ReadAttachmentRequest request = InCase(file_id);
    request.set_trainer_id(Voorbeeldstad::Id("person", "opleider-1"));
    return request;
  }

  struct Got {
    grpc::Status status;
    v1::Attachment attachment;
    std::string bytes;
    int messages = 0;
  };
  Got Read(const std::string& person, const std::string& role,
           const v1::ReadAttachmentRequest& request) {
    Got got;
    const auto context = As(person, role);
    const auto reader = documents_->ReadAttachment(context.get(), request);
    v1::ReadAttachmentResponse response;
    while (reader->Read(&response)) {
      if (response.has_attachment()) got.attachment = response.attachment();
      got.bytes += response.chunk();
      ++got.messages;
    }
    got.status = reader->Finish();
    return got;
  }
  std::string ReadAsTeacher(const std::string& file_id) {
    const Got got = Read("docent", "ROLE_TEACHER", InCase(file_id));
    EXPECT_TRUE(got.status.ok()) << got.status.error_message();
    return got.bytes;
  }

  v1::Document Open() {
    v1::GetDocumentResponse response;
    const grpc::Status status = OpenInCase("docent", "ROLE_TEACHER", &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.document();
  }

  std::vector<std::string> OnDisk() const {
    std::vector<std::string> names;
    for (const auto& entry :
         fs::directory_iterator(directory_.path() + "/files")) {
      names.push_back(entry.path().filename());
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  const TemporaryDirectory directory_;
  std::string letter_;
  std::string photo_;
};

TEST_F(AttachmentsTest, AreHandedInWithTheReportAndListedWithIt_S4) {
  HandIn();
  const v1::Document document = Open();
  ASSERT_THAT(document.attachments(), SizeIs(2));
  EXPECT_EQ(document.attachments(0).file_id(), letter_);
  EXPECT_EQ(document.attachments(0).name(), "brief.pdf");
  EXPECT_EQ(document.attachments(0).media_type(), "application/pdf");
  EXPECT_EQ(document.attachments(0).size_bytes(), SamplePdf().size());
  EXPECT_EQ(document.attachments(0).attached_on().day(), 7);
  EXPECT_EQ(document.attachments(1).name(), "foto.jpg");
  EXPECT_EQ(CaseNow(case_id_).documents(0).attachments(), 2);
}

TEST_F(AttachmentsTest, AreReadByteForByteWhereverTheReportLies_S5) {
  HandIn();
  EXPECT_EQ(ReadAsTeacher(letter_), SamplePdf());
  EXPECT_EQ(ReadAsTeacher(photo_), SampleJpeg());
  FileInBoth();
  const Got in_portfolio =
      Read("aios-1", "ROLE_RESIDENT", InPortfolio(letter_));
  EXPECT_EQ(in_portfolio.bytes, SamplePdf());
  EXPECT_EQ(in_portfolio.attachment.name(), "brief.pdf");
  EXPECT_EQ(Read("opleider-1", "ROLE_TRAINER", InDossier(letter_)).bytes,
            SamplePdf());
  // Stored once.
  EXPECT_THAT(OnDisk(), SizeIs(2));
}

TEST_F(AttachmentsTest, AreReadInPieces) {
  const std::string large = SamplePdf() + std::string(size_t{3} << 20, '\n');
  const std::string upload = Bring("scan.pdf", large);
  DoAll("docent", "ROLE_TEACHER", {Report(), Attach(upload)});
  const Got got = Read("docent", "ROLE_TEACHER", InCase(upload));
  EXPECT_TRUE(got.status.ok()) << got.status.error_message();
  EXPECT_TRUE(got.bytes == large);
  EXPECT_EQ(got.messages, 1 + 13);
}

TEST_F(AttachmentsTest, AreAddedLaterUntilTheReportIsFiled_S5) {
  DoAll("docent", "ROLE_TEACHER", {Report()});
  const std::string letter = Bring("brief.docx", SampleDocx());
  DoAll("docent", "ROLE_TEACHER", {Attach(letter)});
  EXPECT_EQ(ReadAsTeacher(letter), SampleDocx());
  FileInBoth();
  v1::SubmitResponse response;
  EXPECT_EQ(
      ReasonOf(TryTo("docent", "ROLE_TEACHER",
                     {Attach(Bring("foto.png", SamplePng()))}, &response)),
      "ALREADY_FILED");
}

TEST_F(AttachmentsTest, AreNotThereForWhoDoesNotReadTheReport_A11) {
  HandIn();
  FileInBoth();
  for (const auto& [person, role] :
       {std::pair("aios-2", "ROLE_RESIDENT"),
        std::pair("opleider-2", "ROLE_TRAINER"),
        std::pair("beheer", "ROLE_ADMINISTRATOR")}) {
    for (const v1::ReadAttachmentRequest& request :
         {InCase(letter_), InPortfolio(letter_), InDossier(letter_)}) {
      const Got got = Read(person, role, request);
      EXPECT_EQ(ReasonOf(got.status), "NOT_FOUND") << person;
      EXPECT_THAT(got.bytes, IsEmpty());
    }
  }
  v1::ReadAttachmentRequest nothing = InCase("nothing");
  EXPECT_EQ(ReasonOf(Read("docent", "ROLE_TEACHER", nothing).status),
            "NOT_FOUND");
  nothing = InCase(letter_);
  nothing.clear_case_id();
  EXPECT_EQ(ReasonOf(Read("docent", "ROLE_TEACHER", nothing).status),
            "MALFORMED_REQUEST");
}

// A file of another report is not read through this one.
TEST_F(AttachmentsTest, AreReadThroughTheirOwnReportAlone) {
  HandIn();
  const std::string first_letter = letter_;
  case_id_ = OpenCase(2);
  HandIn();
  EXPECT_EQ(
      ReasonOf(Read("docent", "ROLE_TEACHER", InCase(first_letter)).status),
      "NOT_FOUND");
}

TEST_F(AttachmentsTest, AreOfWhoBroughtThemInAlone) {
  for (const char* const command :
       {R"(register_person { reference: "collega" name: "C. Collega" })",
        R"(grant_role { person_id: "@person:collega" role: ROLE_TEACHER
                        scope { group_id: "@group:groep" }
                        from { year: 2026 month: 9 day: 1 } })"}) {
    DoAll("beheer", "ROLE_ADMINISTRATOR", {command});
  }
  const std::string letter = Bring("brief.pdf", SamplePdf());
  DoAll("docent", "ROLE_TEACHER", {Report()});
  v1::SubmitResponse response;
  EXPECT_EQ(
      ReasonOf(TryTo("collega", "ROLE_TEACHER", {Attach(letter)}, &response)),
      "UPLOAD_NOT_FOUND");
  DoAll("docent", "ROLE_TEACHER", {Attach(letter)});
  EXPECT_EQ(
      ReasonOf(TryTo("docent", "ROLE_TEACHER", {Attach(letter)}, &response)),
      "ALREADY_ATTACHED");
}

TEST_F(AttachmentsTest, AreAttachedOnceHoweverOftenItIsAsked) {
  const std::string letter = Bring("brief.pdf", SamplePdf());
  v1::SubmitRequest request;
  request.set_request_id("twice");
  *request.add_commands() = Voorbeeldstad::Command(Report());
  *request.add_commands() = Voorbeeldstad::Command(Attach(letter));
  v1::SubmitResponse first;
  ASSERT_TRUE(cases_->Submit(AsTeacher().get(), request, &first).ok());
  v1::SubmitResponse second;
  const grpc::Status again =
      cases_->Submit(AsTeacher().get(), request, &second);
  ASSERT_TRUE(again.ok()) << again.error_message();
  EXPECT_TRUE(second.repeated_request());
  EXPECT_EQ(second.ids(0), first.ids(0));
  EXPECT_EQ(second.ids(1), first.ids(1));
  EXPECT_EQ(second.position(), first.position());
}

TEST_F(AttachmentsTest, ComeInForWhoSeesTheCaseAlone) {
  for (const auto& [person, role] : {std::pair("aios-2", "ROLE_RESIDENT"),
                                     std::pair("opleider-2", "ROLE_TRAINER")}) {
    v1::UploadFileResponse response;
    EXPECT_EQ(ReasonOf(BringIn(As(person, role), case_id_, "brief.pdf",
                               SamplePdf(), &response)),
              "NOT_FOUND");
    EXPECT_EQ(ReasonOf(BringIn(As(person, role), "nothing", "brief.pdf",
                               SamplePdf(), &response)),
              "NOT_FOUND");
  }
  EXPECT_THAT(OnDisk(), IsEmpty());
}

TEST_F(AttachmentsTest, AreWhatTheySayTheyAre) {
  EXPECT_EQ(RefusedIn("brief.docx", SampleZip()), "FILE_TYPE");
  EXPECT_EQ(RefusedIn("brief.pdf", "<html></html>"), "FILE_TYPE");
  EXPECT_EQ(RefusedIn("brief.pdf", SamplePng()), "FILE_NAME");
  EXPECT_EQ(RefusedIn("../brief.pdf", SamplePdf()), "FILE_NAME");
  EXPECT_EQ(RefusedIn("brief.pdf", ""), "FILE_EMPTY");
  EXPECT_THAT(OnDisk(), IsEmpty());
}

TEST_F(AttachmentsTest, AreTwentyMebibytesAtMost) {
  const size_t most = size_t{20} << 20;
  const std::string pdf = SamplePdf();
  EXPECT_EQ(RefusedIn("scan.pdf", pdf + std::string(most - pdf.size(), ' ')),
            "");
  EXPECT_EQ(
      RefusedIn("scan.pdf", pdf + std::string(most - pdf.size() + 1, ' ')),
      "FILE_TOO_LARGE");
}

TEST_F(AttachmentsTest, ComeInAsTheContractSays) {
  const auto refused = [this](const std::vector<v1::UploadFileRequest>& parts) {
    v1::UploadFileResponse response;
    const auto context = AsTeacher();
    const auto writer = documents_->UploadFile(context.get(), &response);
    for (const v1::UploadFileRequest& part : parts) {
      if (!writer->Write(part)) break;
    }
    writer->WritesDone();
    return ReasonOf(writer->Finish());
  };
  v1::UploadFileRequest file;
  file.mutable_file()->set_case_id(case_id_);
  file.mutable_file()->set_name("brief.pdf");
  v1::UploadFileRequest chunk;
  chunk.set_chunk(SamplePdf());
  EXPECT_EQ(refused({}), "MALFORMED_REQUEST");
  EXPECT_EQ(refused({chunk}), "MALFORMED_REQUEST");
  EXPECT_EQ(refused({file, file}), "MALFORMED_REQUEST");
  EXPECT_EQ(refused({file, v1::UploadFileRequest()}), "FILE_EMPTY");
  v1::UploadFileRequest large;
  large.set_chunk(std::string((1 << 20) + 1, ' '));
  EXPECT_EQ(refused({file, large}), "MALFORMED_REQUEST");
  EXPECT_THAT(OnDisk(), IsEmpty());
}

TEST_F(AttachmentsTest, DoNotComeInFromWhoReadsAndDoesNothing) {
  GrantAuditor();
  v1::UploadFileResponse response;
  EXPECT_FALSE(BringIn(As("fg", "ROLE_AUDITOR"), case_id_, "brief.pdf",
                       SamplePdf(), &response)
                   .ok());
  GrantStranger();
  DoAll("elders", "ROLE_TEACHER",
        {absl::StrCat("open_emergency_access { case_id: '", case_id_,
                      "' reason: 'Verzonnen.' }")});
  v1::GetCaseRequest opened;
  opened.set_case_id(case_id_);
  opened.set_min_position(position_);
  v1::GetCaseResponse shown;
  ASSERT_TRUE(
      cases_->GetCase(As("elders", "ROLE_TEACHER").get(), opened, &shown).ok());
  EXPECT_EQ(ReasonOf(BringIn(As("elders", "ROLE_TEACHER"), case_id_,
                             "brief.pdf", SamplePdf(), &response)),
            "NOT_FOUND");
  EXPECT_THAT(OnDisk(), IsEmpty());
}

// An upload that was begun, on a server that breaks nothing off within `write`.
class BegunUpload : public AttachmentsTest {
 protected:
  void BeginWith(absl::Duration write) {
    server_.reset();
    ServerOptions options;
    options.streams.write = write;
    Begin(std::move(options));
    context_ = AsTeacher();
    writer_ = documents_->UploadFile(context_.get(), &response_);
    v1::UploadFileRequest request;
    request.mutable_file()->set_case_id(case_id_);
    request.mutable_file()->set_name("brief.pdf");
    // With a short term it may be broken off before all of it is written.
    if (writer_->Write(request)) {
      request.set_chunk(SamplePdf());
      writer_->Write(request);
    }
  }
  void ExpectEnded() {
    const grpc::Status status = writer_->Finish();
    EXPECT_FALSE(status.ok());
    EXPECT_NE(status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
    server_.reset();
    EXPECT_THAT(OnDisk(), IsEmpty());
  }

  std::unique_ptr<grpc::ClientContext> context_;
  v1::UploadFileResponse response_;
  std::unique_ptr<grpc::ClientWriter<v1::UploadFileRequest>> writer_;
};

TEST_F(BegunUpload, StopsWhenWhoBringsItMayNotSignInAnyMore) {
  BeginWith(absl::Hours(1));
  DoAll("beheer", "ROLE_ADMINISTRATOR",
        {R"(block_sign_in { person_id: "@person:docent" })"});
  ExpectEnded();
}

TEST_F(BegunUpload, StopsWhenNothingComesAnyMore) {
  BeginWith(absl::Milliseconds(1));
  ExpectEnded();
}

TEST_F(BegunUpload, StopsWithTheServer) {
  BeginWith(absl::Hours(1));
  server_.reset();
  ExpectEnded();
}

TEST_F(AttachmentsTest, LeaveNothingWhenTheClientGoesAway) {
  {
    v1::UploadFileResponse response;
    const auto context = AsTeacher();
    const auto writer = documents_->UploadFile(context.get(), &response);
    v1::UploadFileRequest request;
    request.mutable_file()->set_case_id(case_id_);
    request.mutable_file()->set_name("brief.pdf");
    ASSERT_TRUE(writer->Write(request));
    request.set_chunk(SamplePdf());
    ASSERT_TRUE(writer->Write(request));
    context->TryCancel();
    EXPECT_FALSE(writer->Finish().ok());
  }
  // Once the server has ended, all that came in has gone.
  server_.reset();
  EXPECT_THAT(OnDisk(), IsEmpty());
}

TEST_F(AttachmentsTest, AreOpenedAsTheDocumentIs_G11) {
  HandIn();
  FileInBoth();
  ASSERT_TRUE(
      Read("opleider-1", "ROLE_TRAINER", InDossier(letter_)).status.ok());
  v1::ListOpeningsRequest request;
  request.set_case_id(case_id_);
  request.set_document_id(document_id_);
  v1::ListOpeningsResponse openings;
  ASSERT_TRUE(documents_
                  ->ListOpenings(As("jaar", "ROLE_YEAR_ASSISTANT").get(),
                                 request, &openings)
                  .ok());
  ASSERT_THAT(openings.openings(), SizeIs(1));
  EXPECT_EQ(openings.openings(0).by().role(), v1::ROLE_TRAINER);
  EXPECT_EQ(openings.openings(0).place(), "OD");
  v1::ListLooksResponse looks;
  ASSERT_TRUE(audit_
                  ->ListLooks(As("aios-1", "ROLE_RESIDENT").get(),
                              v1::ListLooksRequest(), &looks)
                  .ok());
  ASSERT_FALSE(looks.looks().empty());
  EXPECT_EQ(looks.looks().rbegin()->looked().file_id(), letter_);
}

// Neither its name nor its key goes out with the history.
TEST_F(AttachmentsTest, AreInTheHistoryWithoutWhatOpensThem) {
  HandIn();
  v1::GetHistoryRequest request;
  request.set_case_id(case_id_);
  const auto context = As("plv", "ROLE_DEPUTY_HEAD");
  const auto reader = audit_->GetHistory(context.get(), request);
  v1::GetHistoryResponse response;
  int attached = 0;
  while (reader->Read(&response)) {
    EXPECT_THAT(response.SerializeAsString(), Not(HasSubstr("brief.pdf")));
    if (!response.event().has_file_attached()) continue;
    ++attached;
    const v1::FileAttached& file = response.event().file_attached();
    EXPECT_EQ(file.key(), "");
    EXPECT_EQ(file.name(), "");
    EXPECT_EQ(file.media_type().empty(), false);
  }
  EXPECT_TRUE(reader->Finish().ok());
  EXPECT_EQ(attached, 2);
}

TEST_F(AttachmentsTest, AreVerifiedWithTheLog) {
  HandIn();
  const auto problems = [this] {
    const auto context = AsAdministrator();
    const auto reader =
        admin_->VerifyLog(context.get(), v1::VerifyLogRequest());
    v1::VerifyLogResponse last;
    while (reader->Read(&last)) {
    }
    EXPECT_TRUE(reader->Finish().ok());
    EXPECT_TRUE(last.done());
    return std::vector<std::string>(last.problems().begin(),
                                    last.problems().end());
  };
  EXPECT_THAT(problems(), IsEmpty());
  const std::string path =
      absl::StrCat(directory_.path(), "/files/", case_id_, ".", letter_);
  std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  file.seekp(50);
  file.put('x');
  file.close();
  EXPECT_THAT(problems(), ElementsAre(HasSubstr("een bijlage ontbreekt")));
  fs::remove(path);
  EXPECT_THAT(problems(), ElementsAre(HasSubstr("een bijlage ontbreekt")));
}

TEST_F(AttachmentsTest, ThatAreDamagedAreNotGiven) {
  HandIn();
  const std::string path =
      absl::StrCat(directory_.path(), "/files/", case_id_, ".", letter_);
  ASSERT_TRUE(fs::exists(path));
  fs::resize_file(path, fs::file_size(path) - 1);
  const Got got = Read("docent", "ROLE_TEACHER", InCase(letter_));
  EXPECT_EQ(got.status.error_code(), grpc::StatusCode::DATA_LOSS);
  EXPECT_THAT(got.bytes, IsEmpty());
  EXPECT_THAT(got.status.error_message(), Not(HasSubstr(letter_)));
}

}  // namespace
}  // namespace driehoek
