// What someone may not know of is not found: every call that names a case or a
// document answers of one that is for others what it answers of one that there
// is not, byte for byte.
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "driehoek/v1/audit_service.grpc.pb.h"
#include "driehoek/v1/case_service.grpc.pb.h"
#include "driehoek/v1/file_service.grpc.pb.h"
#include "driehoek/v1/work_service.grpc.pb.h"
#include "gtest/gtest.h"
#include "tests/kit/sample_files.h"
#include "tests/services/case_fixture.h"
#include "tests/services/voorbeeldstad.h"

namespace driehoek {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;

// As the server makes them, and of nothing.
constexpr char kNone[] = "abcdefghijklmnopqrst";
// As cases are numbered, and of none.
constexpr char kNoNumber[] = "2026-999";

struct Who {
  std::string person;
  std::string role;
};

// What a call names.
struct What {
  std::string case_id;
  std::string document_id;
};

constexpr auto kCase = [](const What& what, auto& request) {
  request.set_case_id(what.case_id);
};
constexpr auto kDocument = [](const What& what, auto& request) {
  request.set_case_id(what.case_id);
  request.set_document_id(what.document_id);
};

// Whether such a message names a case or a document somewhere.
bool NamesOne(const Descriptor& message) {
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    if (field.name() == "case_id" || field.name() == "document_id") return true;
    if (field.message_type() != nullptr && NamesOne(*field.message_type())) {
      return true;
    }
  }
  return false;
}

void SetIfThere(const std::string& name, const std::string& value,
                google::protobuf::Message& message) {
  const FieldDescriptor* const field =
      message.GetDescriptor()->FindFieldByName(name);
  if (field == nullptr) return;
  message.GetReflection()->SetString(&message, field, value);
}

// A command of that kind, with nothing in it but what it is about.
v1::Command CommandAbout(const What& what, const FieldDescriptor& kind) {
  v1::Command command;
  google::protobuf::Message& body =
      *command.GetReflection()->MutableMessage(&command, &kind);
  SetIfThere("case_id", what.case_id, body);
  SetIfThere("document_id", what.document_id, body);
  return command;
}

void ExpectSame(const grpc::Status& hidden, const grpc::Status& none) {
  EXPECT_FALSE(hidden.ok());
  EXPECT_EQ(hidden.error_code(), none.error_code());
  EXPECT_EQ(hidden.error_message(), none.error_message());
  EXPECT_EQ(hidden.error_details(), none.error_details());
}

class WhatIsHidden : public CaseTest {
 protected:
  using Call = std::function<grpc::Status(const Who&, const What&)>;
  struct Asking {
    Who reader;  // Who may know of it.
    Call call;
  };

  void SetUp() override {
    StartFilled();
    GrantAuditor();
    Do("beheer", "ROLE_ADMINISTRATOR",
       R"(grant_role { person_id: "@person:opleider-1" role: ROLE_AUDITOR
                       from { year: 2026 month: 9 day: 1 }
                       until { year: 2026 month: 12 day: 31 }
                       purpose: "Onderzoek." })");
    GrantStranger();
    OpenFullCase();
    // The views have all of it.
    number_ = CaseNow(case_id_).number();
  }

  // A teacher of another group; a trainer who is no party; and an auditor who
  // is one (A-55), for what is not for the roles of those two.
  static std::vector<Who> Strangers() {
    return {{"elders", "ROLE_TEACHER"},
            {"opleider-2", "ROLE_TRAINER"},
            {"opleider-1", "ROLE_AUDITOR"}};
  }

  grpc::Status Give(const Who& who, const v1::Command& command) {
    v1::SubmitRequest request;
    request.set_request_id(absl::StrCat("give-", ++requests_));
    *request.add_commands() = command;
    v1::SubmitResponse response;
    return cases_->Submit(As(who.person, who.role).get(), request, &response);
  }

  // `name`: puts in the request what it names.
  template <typename Stub, typename Request, typename Response, typename Naming>
  static Call Unary(Stub& stub,
                    grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                 const Request&, Response*),
                    Naming name) {
    return [&stub, method, name](const Who& who, const What& what) {
      Request request;
      name(what, request);
      Response response;
      return (stub.*method)(As(who.person, who.role).get(), request, &response);
    };
  }
  // Reads one message.
  template <typename Stub, typename Request, typename Response, typename Naming>
  static Call Streamed(Stub& stub,
                       std::unique_ptr<grpc::ClientReader<Response>> (
                           Stub::*method)(grpc::ClientContext*, const Request&),
                       Naming name) {
    return [&stub, method, name](const Who& who, const What& what) {
      Request request;
      name(what, request);
      return ReadOne(stub, method, As(who.person, who.role), request);
    };
  }

  std::map<std::string, Asking> Calls() {
    using Cases = v1::CaseService::Stub;
    using Work = v1::WorkService::Stub;
    using Documents = v1::DocumentService::Stub;
    using Audit = v1::AuditService::Stub;
    const Who teacher{"docent", "ROLE_TEACHER"};
    const Who resident{"aios-1", "ROLE_RESIDENT"};
    const Who trainer{"opleider-1", "ROLE_TRAINER"};
    const auto words = [this](const What& what, v1::GetWordsRequest& request) {
      kCase(what, request);
      request.set_position(words_at_);
    };
    const auto attachment = [this](const What& what,
                                   v1::ReadAttachmentRequest& request) {
      kDocument(what, request);
      request.set_file_id(file_id_);
    };
    const auto row = [](const What& what, v1::ExplainRequest& request) {
      kCase(what, request);
      request.set_key("T-01");
    };
    const auto in_portfolio = [](const What& what,
                                 v1::GetPortfolioDocumentRequest& request) {
      request.set_resident_id(Voorbeeldstad::Id("person", "aios-1"));
      request.set_document_id(what.document_id);
    };
    const auto in_dossier = [](const What& what,
                               v1::GetDossierDocumentRequest& request) {
      request.set_trainer_id(Voorbeeldstad::Id("person", "opleider-1"));
      request.set_document_id(what.document_id);
    };
    const Call resolve = [this](const Who& who, const What& what) {
      v1::Command command;
      command.mutable_resolve_without_decoupling()->set_case_id(what.case_id);
      return Give(who, command);
    };
    const Call upload = [this](const Who& who, const What& what) {
      v1::UploadFileResponse response;
      return BringIn(As(who.person, who.role), what.case_id, "tweede.pdf",
                     SamplePdf(), &response);
    };
    return {
        {"AuditService.GetHistory",
         {{"plv", "ROLE_DEPUTY_HEAD"},
          Streamed(*audit_, &Audit::GetHistory, kCase)}},
        {"AuditService.ListLooks",
         {{"fg", "ROLE_AUDITOR"}, Unary(*audit_, &Audit::ListLooks, kCase)}},
        {"CaseService.GetCase",
         {teacher, Unary(*cases_, &Cases::GetCase, kCase)}},
        {"CaseService.GetTimeline",
         {teacher, Unary(*cases_, &Cases::GetTimeline, kCase)}},
        {"CaseService.GetWords",
         {teacher, Unary(*cases_, &Cases::GetWords, words)}},
        {"CaseService.ListActions",
         {teacher, Unary(*cases_, &Cases::ListActions, kCase)}},
        {"CaseService.Submit", {teacher, resolve}},
        {"CaseService.WatchCase",
         {teacher, Streamed(*cases_, &Cases::WatchCase, kCase)}},
        {"DocumentService.GetDocument",
         {teacher, Unary(*documents_, &Documents::GetDocument, kDocument)}},
        {"DocumentService.ListDocuments",
         {teacher, Unary(*documents_, &Documents::ListDocuments, kCase)}},
        {"DocumentService.ListOpenings",
         {{"jaar", "ROLE_YEAR_ASSISTANT"},
          Unary(*documents_, &Documents::ListOpenings, kDocument)}},
        {"DocumentService.ReadAttachment",
         {teacher,
          Streamed(*documents_, &Documents::ReadAttachment, attachment)}},
        {"DocumentService.UploadFile", {teacher, upload}},
        {"DossierService.GetDossierDocument",
         {trainer,
          Unary(*dossiers_, &v1::DossierService::Stub::GetDossierDocument,
                in_dossier)}},
        {"PortfolioService.GetPortfolioDocument",
         {resident,
          Unary(*portfolios_, &v1::PortfolioService::Stub::GetPortfolioDocument,
                in_portfolio)}},
        {"WorkService.Explain", {teacher, Unary(*work_, &Work::Explain, row)}},
        {"WorkService.Forecast",
         {teacher, Unary(*work_, &Work::Forecast, kCase)}},
        {"WorkService.ListObligations",
         {teacher, Unary(*work_, &Work::ListObligations, kCase)}},
    };
  }

  std::string number_;  // Of the case.
};

// A method that is not in the list is a new one.
TEST_F(WhatIsHidden, IsNamedInTheseCallsAndInNoOther) {
  std::set<std::string> names;
  for (const auto& [name, asking] : Calls()) names.insert(name);
  EXPECT_EQ(names, MethodsOfTheContract(&NamesOne));
}

// Else the calls would be refused for something else.
TEST_F(WhatIsHidden, IsThereForWhoMayKnowOfIt) {
  for (const auto& [name, asking] : Calls()) {
    const grpc::Status status =
        asking.call(asking.reader, {case_id_, document_id_});
    EXPECT_TRUE(status.ok()) << name << ": " << status.error_message();
  }
}

TEST_F(WhatIsHidden, IsAnsweredAsWhatThereIsNot) {
  const std::vector<What> named = {{case_id_, document_id_},
                                   {case_id_, kNone},
                                   {kNone, document_id_},
                                   {number_, document_id_},
                                   {kNoNumber, kNone}};
  for (const auto& [name, asking] : Calls()) {
    bool not_found = false;
    for (const Who& who : Strangers()) {
      const grpc::Status none = asking.call(who, {kNone, kNone});
      for (const What& what : named) {
        SCOPED_TRACE(absl::StrCat(name, " as ", who.role, ": ", what.case_id,
                                  " ", what.document_id));
        ExpectSame(asking.call(who, what), none);
      }
      not_found |= none.error_code() == grpc::StatusCode::NOT_FOUND;
      EXPECT_TRUE(none.error_code() == grpc::StatusCode::NOT_FOUND ||
                  ReasonOf(none) == "NOT_FOR_THIS_ROLE")
          << name << " as " << who.role << ": " << none.error_message();
    }
    EXPECT_TRUE(not_found) << name << " is for none of these roles";
  }
}

TEST_F(WhatIsHidden, IsRefusedToEveryCommandAsWhatThereIsNot) {
  const google::protobuf::OneofDescriptor* const kinds =
      v1::Command::descriptor()->FindOneofByName("kind");
  for (int i = 0; i < kinds->field_count(); ++i) {
    const FieldDescriptor& kind = *kinds->field(i);
    if (kind.message_type()->FindFieldByName("case_id") == nullptr) continue;
    // It is for whom the case is hidden, and who knows its id or its number.
    if (kind.number() == v1::Command::kOpenEmergencyAccess) continue;
    for (const Who& who : Strangers()) {
      SCOPED_TRACE(absl::StrCat(kind.name(), " as ", who.role));
      const grpc::Status none = Give(who, CommandAbout({kNone, kNone}, kind));
      ExpectSame(Give(who, CommandAbout({case_id_, document_id_}, kind)), none);
      ExpectSame(Give(who, CommandAbout({case_id_, kNone}, kind)), none);
    }
  }
}

// Only what lies in a file can be read through it.
TEST_F(WhatIsHidden, IsNotInTheOwnFileEither) {
  const auto in_dossier = [this](const std::string& document_id) {
    v1::GetDossierDocumentRequest request;
    request.set_trainer_id(Voorbeeldstad::Id("person", "opleider-2"));
    request.set_document_id(document_id);
    v1::GetDossierDocumentResponse response;
    return dossiers_->GetDossierDocument(As("opleider-2", "ROLE_TRAINER").get(),
                                         request, &response);
  };
  const auto in_portfolio = [this](const std::string& document_id) {
    v1::GetPortfolioDocumentRequest request;
    request.set_resident_id(Voorbeeldstad::Id("person", "aios-2"));
    request.set_document_id(document_id);
    v1::GetPortfolioDocumentResponse response;
    return portfolios_->GetPortfolioDocument(
        As("aios-2", "ROLE_RESIDENT").get(), request, &response);
  };
  ExpectSame(in_dossier(document_id_), in_dossier(kNone));
  ExpectSame(in_portfolio(document_id_), in_portfolio(kNone));
}

}  // namespace
}  // namespace driehoek
