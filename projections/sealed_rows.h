// Rows of which the values lie sealed: what someone is called, and what was
// done, is in no file in clear. Keys of rows hold ids, days and words of the
// procedure only.
#ifndef DRIEHOEK_PROJECTIONS_SEALED_ROWS_H_
#define DRIEHOEK_PROJECTIONS_SEALED_ROWS_H_

#include <memory>

#include "projections/rows.h"
#include "sealing/aead.h"

namespace driehoek {

// `rows` as seen with their values opened; everything that is in them was
// sealed with this key. A value that does not open is DataLoss.
std::unique_ptr<Rows> NewSealedRows(std::unique_ptr<Rows> rows,
                                    const SecretKey& key);

}  // namespace driehoek

#endif  // DRIEHOEK_PROJECTIONS_SEALED_ROWS_H_
