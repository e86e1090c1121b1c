// `driehoek importeer`: a CSV file into the directory, streamed.
#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/ids.h"
#include "base/status_macros.h"
#include "clients/cli/all_commands.h"
#include "clients/cli/files.h"
#include "clients/cli/session.h"
#include "clients/cli/words.h"
#include "driehoek/v1/directory_service.grpc.pb.h"

namespace driehoek::cli {
namespace {

// As the contract: a file at most, and bytes a message.
constexpr uint64_t kMaxFile = 8 << 20;
constexpr size_t kPiece = 256 << 10;

absl::Status Import(Session& session, const Arguments& arguments) {
  ASSIGN_OR_RETURN(const int kind, ParseChoice(*v1::ImportKind_descriptor(),
                                               arguments.Value("soort")));
  ASSIGN_OR_RETURN(const std::string content,
                   ReadWholeFile(arguments.Value("bestand"), kMaxFile));
  v1::DirectoryService::Stub stub(session.channel());
  grpc::ClientContext context;
  session.Prepare(context, session.globals().caller, Session::kLongTime);
  v1::ImportResponse response;
  const auto writer = stub.Import(&context, &response);
  v1::ImportRequest request;
  request.set_kind(static_cast<v1::ImportKind>(kind));
  request.set_request_id(NewUuid7(absl::Now()));
  request.set_validate_only(arguments.Has("alleen-controleren"));
  size_t sent = 0;
  // An empty file is sent too: the server says what is wrong with it.
  do {
    const size_t size = std::min(kPiece, content.size() - sent);
    request.set_chunk(content.substr(sent, size));
    // The server has answered already; Finish says what.
    if (!writer->Write(request)) break;
    request.Clear();
    sent += size;
    if (content.size() > kPiece && !session.json()) {
      session.err() << "\r" << sent * 100 / content.size() << "% verstuurd"
                    << std::flush;
    }
  } while (sent < content.size());
  if (content.size() > kPiece && !session.json()) session.err() << "\n";
  writer->WritesDone();
  const absl::Status status = FromGrpc(writer->Finish());
  if (!status.ok()) {
    if (!session.json()) {
      session.err() << "Er is niets geïmporteerd uit "
                    << arguments.Value("bestand") << ".\n";
    }
    return status;
  }
  if (session.json()) {
    session.PrintJson(response);
  } else {
    session.out() << response.lines()
                  << (response.lines() == 1 ? " regel" : " regels")
                  << (arguments.Has("alleen-controleren")
                          ? " gecontroleerd: alles is goed.\n"
                          : absl::StrCat(" gelezen, ", response.changed(),
                                         " veranderd.\n"));
  }
  return absl::OkStatus();
}

}  // namespace

CommandSpecs ImportCommands() {
  return {
      {{"importeer"},
       "Lees personen, rollen, groepen, praktijken, stages of kalender uit CSV",
       {{.name = "soort",
         .help = "Wat er in het bestand staat",
         .kind = Option::Kind::kPositional,
         .required = true,
         .choices = ChoicesOf(*v1::ImportKind_descriptor())},
        {.name = "bestand",
         .help =
             "CSV in UTF-8, met ; of , en een kolom kenmerk; - is de invoer",
         .kind = Option::Kind::kPositional,
         .required = true},
        {.name = "alleen-controleren",
         .help = "Kijk of het goed is; verander niets",
         .kind = Option::Kind::kFlag}},
       Import},
  };
}

}  // namespace driehoek::cli
