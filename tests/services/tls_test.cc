// Who gets a connection: TLS of the listener, over real sockets.
#include "services/tls.h"

#include <arpa/inet.h>
#include <grpcpp/grpcpp.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "driehoek/v1/sign_in_service.grpc.pb.h"
#include "eventstore/memory_event_store.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/server.h"
#include "tests/kit/certificates.h"
#include "tests/services/sign_in.h"
#include "tests/services/voorbeeldstad.h"

namespace driehoek {
namespace {

using ::testing::HasSubstr;

constexpr char kBff[] = "bff.voorbeeld.example";

class TlsTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "/tls_testXXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    directory_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  std::string File(const std::string& name) const {
    return absl::StrCat(directory_, "/", name);
  }

  // At once, as by whoever replaces a file that is in use.
  std::string Put(const std::string& name, const std::string& content,
                  mode_t mode = 0600) const {
    const std::string written = File(name + ".new");
    std::ofstream(written) << content;
    EXPECT_EQ(chmod(written.c_str(), mode), 0);
    std::filesystem::rename(written, File(name));
    return File(name);
  }

  // A certificate of the server, in files.
  TlsSettings Settings(const Pem& pem) const {
    TlsSettings settings;
    settings.certificate = Put("server.crt", pem.certificate);
    settings.key = Put("server.key", pem.key);
    settings.reload = absl::Seconds(1);
    return settings;
  }

  // Of a server that wants to see the certificate of a service.
  TlsSettings ForServices() const {
    TlsSettings settings = Settings(ours_.Issue({}));
    settings.client_ca = Put("clients.crt", services_.certificate());
    settings.client_names = {"andere.voorbeeld.example", kBff,
                             "spiffe://voorbeeld.example/driehoek"};
    return settings;
  }

  void StartServer(TlsSettings settings) {
    ServerOptions options;
    options.tls = std::move(settings);
    options.try_out_issuer = IssuerOfTests();
    options.engine.founding_if_new = Voorbeeldstad::FoundingIfNew();
    absl::StatusOr<std::unique_ptr<Server>> server = Server::Start(
        std::move(options), NewMemoryEventStore(Voorbeeldstad::Identity()));
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  // What a call over a connection of its own comes to.
  grpc::StatusCode CallWith(
      const std::shared_ptr<grpc::ChannelCredentials>& credentials) const {
    grpc::ChannelArguments own;
    own.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    grpc::ClientContext context;
    v1::SignInToTryOutRequest request;
    request.set_person("beheer");
    v1::SignInToTryOutResponse response;
    return v1::SignInService::NewStub(
               grpc::CreateCustomChannel(server_->address(), credentials, own))
        ->SignInToTryOut(&context, request, &response)
        .error_code();
  }
  // As whoever believes this authority, and shows this certificate.
  grpc::StatusCode CallAs(const CertificateAuthority& believed,
                          const Pem& own = {}) const {
    return CallWith(grpc::SslCredentials(
        {believed.certificate(), own.key, own.certificate}));
  }

  std::string Refusal(const TlsSettings& settings) const {
    const absl::Status status = CheckTls(settings, absl::Now());
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    return std::string(status.message());
  }
  // Of what the clock has to do with: then it is worth another try.
  std::string NotNow(const TlsSettings& settings) const {
    const absl::Status status = CheckTls(settings, absl::Now());
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
    return std::string(status.message());
  }

  const CertificateAuthority ours_{"Voorbeeldstad"};
  const CertificateAuthority services_{"Diensten van Voorbeeldstad"};
  const CertificateAuthority others_{"Iemand anders"};
  std::string directory_;
  std::unique_ptr<Server> server_;
};

TEST_F(TlsTest, AnswersWhoBelievesWhoSignedTheCertificateAndNobodyElse) {
  StartServer(Settings(ours_.Issue({})));
  EXPECT_EQ(CallAs(ours_), grpc::StatusCode::OK);
  EXPECT_EQ(CallAs(others_), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(CallWith(grpc::InsecureChannelCredentials()),
            grpc::StatusCode::UNAVAILABLE);
}

TEST_F(TlsTest, IsNotBelievedUnderTheNameOfAnother) {
  StartServer(Settings(ours_.Issue({.names = "DNS:elders.example"})));
  EXPECT_EQ(CallAs(ours_), grpc::StatusCode::UNAVAILABLE);
}

// Shakes hands in one version of TLS, whatever that version is worth.
class OneVersion {
 public:
  explicit OneVersion(int version)
      : context_(SSL_CTX_new(TLS_client_method())) {
    SSL_CTX_set_security_level(context_, 0);
    EXPECT_EQ(SSL_CTX_set_min_proto_version(context_, version), 1);
    EXPECT_EQ(SSL_CTX_set_max_proto_version(context_, version), 1);
    constexpr unsigned char kHttp2[] = {2, 'h', '2'};
    EXPECT_EQ(SSL_CTX_set_alpn_protos(context_, kHttp2, sizeof kHttp2), 0);
  }
  ~OneVersion() { SSL_CTX_free(context_); }
  OneVersion(const OneVersion&) = delete;
  OneVersion& operator=(const OneVersion&) = delete;

  // Empty, or what went wrong.
  std::string ShakeHands(const std::string& address) const {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int port = 0;
    EXPECT_TRUE(
        absl::SimpleAtoi(address.substr(address.rfind(':') + 1), &port));
    at.sin_port = htons(static_cast<uint16_t>(port));
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    EXPECT_EQ(connect(socket, reinterpret_cast<sockaddr*>(&at), sizeof at), 0);
    SSL* const connection = SSL_new(context_);
    SSL_set_fd(connection, socket);
    ERR_clear_error();
    std::string wrong;
    if (SSL_connect(connection) != 1) {
      const char* const reason = ERR_reason_error_string(ERR_peek_error());
      wrong = reason == nullptr ? "no reason" : reason;
    }
    SSL_free(connection);
    close(socket);
    return wrong;
  }

 private:
  SSL_CTX* const context_;
};

TEST_F(TlsTest, SpeaksTls12And13AndNothingOlder) {
  StartServer(Settings(ours_.Issue({})));
  EXPECT_EQ(OneVersion(TLS1_3_VERSION).ShakeHands(server_->address()), "");
  EXPECT_EQ(OneVersion(TLS1_2_VERSION).ShakeHands(server_->address()), "");
  // The server hangs up.
  EXPECT_THAT(OneVersion(TLS1_1_VERSION).ShakeHands(server_->address()),
              HasSubstr("unexpected eof"));
  EXPECT_THAT(OneVersion(TLS1_VERSION).ShakeHands(server_->address()),
              HasSubstr("unexpected eof"));
}

TEST_F(TlsTest, LetsInServicesOnTheListAlone) {
  StartServer(ForServices());
  const auto names = [this](const std::string& written) {
    return services_.Issue({.names = written});
  };
  EXPECT_EQ(CallAs(ours_, names(absl::StrCat("DNS:", kBff))),
            grpc::StatusCode::OK);
  EXPECT_EQ(CallAs(ours_, names("URI:spiffe://voorbeeld.example/driehoek")),
            grpc::StatusCode::OK);
  EXPECT_EQ(CallAs(ours_, names("DNS:nog-een.example,DNS:andere.voorbeeld."
                                "example")),
            grpc::StatusCode::OK)
      << "one name that is listed is enough";

  EXPECT_EQ(CallAs(ours_), grpc::StatusCode::UNAVAILABLE) << "none";
  for (const char* const other :
       {"DNS:elders.voorbeeld.example", "DNS:*.voorbeeld.example",
        "DNS:bff.voorbeeld.example.elders.example",
        "email:bff@voorbeeld.example",
        "URI:spiffe://voorbeeld.example/driehoek/meer", "IP:127.0.0.1"}) {
    EXPECT_EQ(CallAs(ours_, names(other)), grpc::StatusCode::UNAVAILABLE)
        << other;
  }
  EXPECT_EQ(CallAs(ours_, others_.Issue({.names = absl::StrCat("DNS:", kBff)})),
            grpc::StatusCode::UNAVAILABLE)
      << "signed by somebody else";
  EXPECT_EQ(CallAs(ours_, services_.Issue({.names = absl::StrCat("DNS:", kBff),
                                           .from = -absl::Hours(2),
                                           .until = -absl::Hours(1)})),
            grpc::StatusCode::UNAVAILABLE)
      << "over";
}

TEST_F(TlsTest, TakesANewCertificateWithoutARestart) {
  const TlsSettings settings = Settings(ours_.Issue({}));
  StartServer(settings);
  ASSERT_EQ(CallAs(ours_), grpc::StatusCode::OK);

  const Pem next = others_.Issue({});
  Put("server.crt", next.certificate);
  Put("server.key", next.key);
  // gRPC tells nobody when it has read them: connecting is the only way to see.
  const absl::Time until = absl::Now() + absl::Seconds(30);
  while (CallAs(others_) != grpc::StatusCode::OK && absl::Now() < until) {
  }
  EXPECT_EQ(CallAs(others_), grpc::StatusCode::OK);
  EXPECT_EQ(CallAs(ours_), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(TlsTest, BelievesAnotherAuthorityOfServicesWithoutARestart) {
  StartServer(ForServices());
  const std::string name = absl::StrCat("DNS:", kBff);
  const Pem known = services_.Issue({.names = name});
  const Pem next = others_.Issue({.names = name});
  ASSERT_EQ(CallAs(ours_, known), grpc::StatusCode::OK);
  ASSERT_EQ(CallAs(ours_, next), grpc::StatusCode::UNAVAILABLE);

  Put("clients.crt", others_.certificate());
  const absl::Time until = absl::Now() + absl::Seconds(30);
  while (CallAs(ours_, next) != grpc::StatusCode::OK && absl::Now() < until) {
  }
  EXPECT_EQ(CallAs(ours_, next), grpc::StatusCode::OK);
  EXPECT_EQ(CallAs(ours_, known), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(TlsTest, RefusesFilesThatCannotServe) {
  const Pem pem = ours_.Issue({});
  const TlsSettings good = Settings(pem);
  EXPECT_EQ(CheckTls(good, absl::Now()), absl::OkStatus());

  TlsSettings settings = good;
  settings.key.clear();
  EXPECT_THAT(Refusal(settings), HasSubstr("een certificaat en een sleutel"));

  settings = good;
  settings.certificate = File("nergens.crt");
  EXPECT_THAT(Refusal(settings), HasSubstr("nergens.crt: dit bestand"));
  settings.certificate = good.key;
  EXPECT_THAT(Refusal(settings), HasSubstr("geen certificaat"));

  settings = good;
  settings.key = good.certificate;
  EXPECT_THAT(Refusal(settings), HasSubstr("geen sleutel"));
  settings.key = Put("other.key", ours_.Issue({}).key);
  EXPECT_THAT(Refusal(settings), HasSubstr("niet de sleutel van"));
  for (const mode_t open : {0604, 0602, 0620, 0666}) {
    settings.key = Put("open.key", pem.key, open);
    EXPECT_THAT(Refusal(settings), HasSubstr("rechten")) << std::oct << open;
  }
  settings.key = Put("grouped.key", pem.key, 0640);
  EXPECT_EQ(CheckTls(settings, absl::Now()), absl::OkStatus());

  settings = Settings(
      ours_.Issue({.from = -absl::Hours(2), .until = -absl::Hours(1)}));
  EXPECT_THAT(NotNow(settings), HasSubstr("verlopen"));
  settings =
      Settings(ours_.Issue({.from = absl::Hours(1), .until = absl::Hours(2)}));
  EXPECT_THAT(NotNow(settings), HasSubstr("geldt nog niet"));

  settings = ForServices();
  EXPECT_EQ(CheckTls(settings, absl::Now()), absl::OkStatus());
  settings.client_names.clear();
  EXPECT_THAT(Refusal(settings), HasSubstr("welke diensten"));
  settings = good;
  settings.client_names = {kBff};
  EXPECT_THAT(Refusal(settings), HasSubstr("wie die certificaten tekent"));
}

TEST_F(TlsTest, TakesAFileInWhichOneAuthorityTakesOverFromAnother) {
  const Pem old =
      ours_.Issue({.from = -absl::Hours(2), .until = -absl::Hours(1)});
  TlsSettings settings = ForServices();
  settings.client_ca = Put("both.crt", old.certificate + ours_.certificate());
  EXPECT_EQ(CheckTls(settings, absl::Now()), absl::OkStatus());
  settings.client_ca = Put("both.crt", ours_.certificate() + old.certificate);
  EXPECT_EQ(CheckTls(settings, absl::Now()), absl::OkStatus());
  settings.client_ca = Put("old.crt", old.certificate);
  EXPECT_THAT(NotNow(settings), HasSubstr("old.crt: dit certificaat is verlo"));
  settings.client_ca = Put("none.crt", "geen\n");
  EXPECT_THAT(Refusal(settings), HasSubstr("geen certificaat"));
}

TEST_F(TlsTest, SaysUntilWhenACertificateCounts) {
  const TlsSettings settings =
      Settings(ours_.Issue({.until = absl::Hours(48)}));
  const absl::StatusOr<absl::Time> end = EndOfCertificate(settings.certificate);
  ASSERT_TRUE(end.ok()) << end.status();
  EXPECT_LE(absl::AbsDuration(*end - absl::Now() - absl::Hours(48)),
            absl::Minutes(5));
}

TEST_F(TlsTest, OpensTheServerToOtherMachinesUnlessAnyoneSignsInAsAnyone) {
  for (const char* const listen :
       {"0.0.0.0:0", "[::]:0", "192.0.2.1:0", "voorbeeld.invalid:0"}) {
    ServerOptions options;
    options.listen = listen;
    EXPECT_THAT(std::string(CheckListen(options).message()),
                HasSubstr("zonder TLS"));
    options.tls = Settings(ours_.Issue({}));
    EXPECT_EQ(CheckListen(options), absl::OkStatus()) << listen;
    options.try_out_issuer = IssuerOfTests();
    EXPECT_THAT(std::string(CheckListen(options).message()),
                HasSubstr("alleen op deze machine"));
  }
}

}  // namespace
}  // namespace driehoek
