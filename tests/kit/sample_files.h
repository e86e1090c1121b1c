// Small files that are really of their type.
#ifndef DRIEHOEK_TESTS_KIT_SAMPLE_FILES_H_
#define DRIEHOEK_TESTS_KIT_SAMPLE_FILES_H_

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"

namespace driehoek {

inline std::string FromBase64(absl::string_view text) {
  std::string bytes;
  absl::Base64Unescape(text, &bytes);
  return bytes;
}

// Without pages.
inline std::string SamplePdf() {
  return "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
         "2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
         "trailer<</Root 1 0 R>>\n%%EOF\n";
}

// One pixel.
inline std::string SamplePng() {
  return FromBase64(
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAg"
      "ABSK+kcQAAAABJRU5ErkJggg==");
}
inline std::string SampleJpeg() {
  return FromBase64(
      "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP////////////////////////////////"
      "//////////////////////////////////////////////////////wgALCAABAAEB"
      "AREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=");
}

// One word.
inline std::string SampleDocx() {
  return FromBase64(
      "UEsDBBQAAAAIAABILl3JTxqw6wAAAK4BAAATAAAAW0NvbnRlbnRfVHlwZXNdLnhtbH"
      "1QvU7DMBDeeQrLK4odGBBCSTrwMwJDeYCTfUks7LPlc0v79jht6YAK4933q69b7YIX"
      "W8zsIvXyRrVSIJloHU29/Fi/NPdScAGy4CNhL/fIcjVcdet9QhZVTNzLuZT0oDWbGQ"
      "OwigmpImPMAUo986QTmE+YUN+27Z02kQpSacriIYfuCUfY+CKed/V9LJLRsxSPR+KS"
      "1UtIyTsDpeJ6S/ZXSnNKUFV54PDsEl9XgtQXExbk74CT7q0uk51F8Q65vEKoLP0Vs9"
      "U2mk2oSvW/zYWecRydwbN+cUs5GmSukwevzkgARz/99WHu4RtQSwMEFAAAAAgAAEgu"
      "XbmBRHGwAAAAKgEAAAsAAABfcmVscy8ucmVsc43POw7CMAwG4J1TRN5pWgaEUJMuCK"
      "krKgeIEjeNaB5KwqO3JwMDIAZG278/y233sDO5YUzGOwZNVQNBJ70yTjM4D8f1DkjK"
      "wikxe4cMFkzQ8VV7wlnkspMmExIpiEsMppzDntIkJ7QiVT6gK5PRRytyKaOmQciL0E"
      "g3db2l8d0A/mGSXjGIvWqADEvAf2w/jkbiwcurRZd/nPhKFFlEjZnB3UdF1atdFRYo"
      "b+nHi/wJUEsDBBQAAAAIAABILl1PYgUBoAAAANQAAAARAAAAd29yZC9kb2N1bWVudC"
      "54bWxFjrEOwjAMRHe+IvJOUxgQqpp24wuAPSSmVGrsKAmU8vUkZWB5p9Ppzm77t5vE"
      "C0McmRTsqhoEkmE70qDgcj5tjyBi0mT1xIQKFozQd5t2biybp0NKIi9QbGYFj5R8I2"
      "U0D3Q6VuyRcnbn4HTKNgxy5mB9YIMx5gNukvu6PkinR4IuT97YLkV9QShI3RXDh4mQ"
      "qlYWXxhW+pW/jvz/030BUEsBAhQDFAAAAAgAAEguXclPGrDrAAAArgEAABMAAAAAAA"
      "AAAAAAAIABAAAAAFtDb250ZW50X1R5cGVzXS54bWxQSwECFAMUAAAACAAASC5duYFE"
      "cbAAAAAqAQAACwAAAAAAAAAAAAAAgAEcAQAAX3JlbHMvLnJlbHNQSwECFAMUAAAACA"
      "AASC5dT2IFAaAAAADUAAAAEQAAAAAAAAAAAAAAgAH1AQAAd29yZC9kb2N1bWVudC54"
      "bWxQSwUGAAAAAAMAAwC5AAAAxAIAAAAA");
}

// One file of text.
inline std::string SampleZip() {
  return FromBase64(
      "UEsDBBQAAAAAAABILl2DFtyMAQAAAAEAAAALAAAAbGVlc21pai50eHR4UEsBAhQDFA"
      "AAAAAAAEguXYMW3IwBAAAAAQAAAAsAAAAAAAAAAAAAAIABAAAAAGxlZXNtaWoudHh0"
      "UEsFBgAAAAABAAEAOQAAACoAAAAAAA==");
}

}  // namespace driehoek

#endif  // DRIEHOEK_TESTS_KIT_SAMPLE_FILES_H_
