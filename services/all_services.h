// The gRPC services. Each is one file; each only translates: parse, hand over,
// answer. No rule is here and no gRPC type leaves here. `served` outlives them.
#ifndef DRIEHOEK_SERVICES_ALL_SERVICES_H_
#define DRIEHOEK_SERVICES_ALL_SERVICES_H_

#include <memory>

#include "services/served.h"

namespace grpc {
class Service;
}

namespace driehoek {

std::unique_ptr<grpc::Service> NewSignInService(const Served& served);
std::unique_ptr<grpc::Service> NewCaseService(const Served& served);
std::unique_ptr<grpc::Service> NewWorkService(const Served& served);
std::unique_ptr<grpc::Service> NewOverviewService(const Served& served);
std::unique_ptr<grpc::Service> NewPortfolioService(const Served& served);
std::unique_ptr<grpc::Service> NewDossierService(const Served& served);
std::unique_ptr<grpc::Service> NewDocumentService(const Served& served);
std::unique_ptr<grpc::Service> NewDirectoryService(const Served& served);
std::unique_ptr<grpc::Service> NewProcedureService(const Served& served);
std::unique_ptr<grpc::Service> NewAuditService(const Served& served);
std::unique_ptr<grpc::Service> NewPrivacyService(const Served& served);
std::unique_ptr<grpc::Service> NewAdminService(const Served& served);

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_ALL_SERVICES_H_
