// Files that are attached to documents: taking them in and giving them out, bit
// by bit. For document_service.cc only.
#ifndef DRIEHOEK_SERVICES_ATTACHMENTS_H_
#define DRIEHOEK_SERVICES_ATTACHMENTS_H_

#include <grpcpp/support/server_callback.h>

#include "driehoek/v1/file_service.pb.h"
#include "services/served.h"

namespace driehoek {

grpc::ServerReadReactor<v1::UploadFileRequest>* TakeUpload(
    const Served& served, grpc::CallbackServerContext* context,
    v1::UploadFileResponse* response);

grpc::ServerWriteReactor<v1::ReadAttachmentResponse>* GiveAttachment(
    const Served& served, grpc::CallbackServerContext* context,
    const v1::ReadAttachmentRequest& request);

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_ATTACHMENTS_H_
