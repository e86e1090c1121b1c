#include "services/package.h"

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "base/status_macros.h"
#include "base/tag.h"
#include "domain/passages.h"
#include "eventstore/event_store.h"
#include "projections/timelines.h"
#include "services/call.h"
#include "services/case_reading.h"
#include "services/cases_of.h"
#include "services/looked_cases.h"
#include "services/looks.h"
#include "services/refusals.h"
#include "services/signals.h"

namespace driehoek {
namespace {

constexpr size_t kRowsAtOnce = 500;

using Response = v1::GetPackageResponse;

// The masks of a request, by the text that they are of, as far as a position.
class Masks {
 public:
  static absl::StatusOr<Masks> Of(const EventStore& store,
                                  const std::string& request_id,
                                  Position until) {
    ReadOptions options;
    options.until = until;
    ASSIGN_OR_RETURN(
        const std::unique_ptr<EventReader> reader,
        store.Read(Query::AnyOf({{{EventType::kPassageMasked,
                                   EventType::kPassageUnmasked},
                                  {{TagKind::kPrivacyRequest, request_id}}}}),
                   options));
    Masks masks;
    while (true) {
      ASSIGN_OR_RETURN(const std::optional<RecordedEvent> recorded,
                       reader->Next());
      if (!recorded.has_value()) return masks;
      masks.Take(recorded->event);
    }
  }

  const std::vector<Mask>& For(Position position, const std::string& field,
                               const std::string& part) const {
    static const auto* const none = new std::vector<Mask>;
    const auto found = by_text_.find({position, field, part});
    return found == by_text_.end() ? *none : found->second;
  }

 private:
  void Take(const v1::Event& event) {
    if (event.has_passage_masked()) {
      const v1::PassageMasked& masked = event.passage_masked();
      by_text_[{masked.position(), masked.field(), masked.part()}].push_back(
          {.id = masked.mask_id(),
           .from = masked.from(),
           .until = masked.until(),
           .reason = masked.reason()});
      return;
    }
    for (auto& [text, masks] : by_text_) {
      std::erase_if(masks, [&](const Mask& mask) {
        return mask.id == event.passage_unmasked().mask_id();
      });
    }
  }

  std::map<std::tuple<Position, std::string, std::string>, std::vector<Mask>>
      by_text_;
};

// A case, as whoever asked reads it and as the head does.
struct PackagedReadings {
  CaseReading of_person;
  CaseReading of_head;
  // As the head did when the request was answered, so when he or she last could
  // leave something out.
  CaseReading of_head_then;
};

class PackageSource final : public StreamSource<Response> {
 public:
  struct Package {
    v1::PackagedPerson person;
    std::vector<v1::PackagedCase> cases;
    // Whoever asked, in each role in which he or she is a party to cases.
    std::vector<Caller> as_party;
    std::vector<std::string> records;
    bool for_person = false;  // Who asked reads it; else who answers.
    bool as_given = false;    // Without what is left out.
    Position until = 0;       // What was recorded up to here.
    Masks masks;
  };

  PackageSource(const Served& served, Package package)
      : served_(served), package_(std::move(package)) {
    *pieces_.emplace_back().mutable_person() = std::move(package_.person);
  }

  absl::StatusOr<std::optional<Response>> Next(const Caller&) override {
    while (pieces_.empty()) {
      if (events_ != nullptr) {
        RETURN_IF_ERROR(AddEvent());
      } else if (next_case_ < package_.cases.size()) {
        RETURN_IF_ERROR(OpenCase(package_.cases[next_case_++]));
      } else if (!signals_ended_) {
        RETURN_IF_ERROR(AddSignals());
      } else if (!looks_ended_) {
        RETURN_IF_ERROR(AddLooks());
      } else {
        return std::nullopt;
      }
    }
    Response piece = std::move(pieces_.front());
    pieces_.pop_front();
    return piece;
  }

  bool ended() const override { return true; }
  bool Wants(const Projector::Touched&) const override { return false; }

 private:
  absl::Status OpenCase(const v1::PackagedCase& packaged) {
    const Caller as_party = InRole(served_, packaged.role(), package_.records);
    absl::StatusOr<CaseReading> of_person =
        CaseReading::Of(served_, as_party, packaged.case_id());
    absl::StatusOr<CaseReading> of_head = CaseReading::Of(
        served_, InRole(served_, v1::ROLE_HEAD), packaged.case_id());
    absl::StatusOr<CaseReading> of_head_then =
        CaseReading::Of(served_, InRole(served_, v1::ROLE_HEAD),
                        packaged.case_id(), package_.until);
    for (const absl::StatusOr<CaseReading>* const reading :
         {&of_person, &of_head, &of_head_then}) {
      // It was erased since the cases were listed, or came after the answer.
      if (absl::IsNotFound(reading->status())) return absl::OkStatus();
      RETURN_IF_ERROR(reading->status());
    }
    readings_ = std::make_unique<const PackagedReadings>(PackagedReadings{
        *std::move(of_person), *std::move(of_head), *std::move(of_head_then)});
    ReadOptions options;
    options.until = package_.until;
    ASSIGN_OR_RETURN(
        events_,
        served_.store.Read(
            Query::AnyOf({{{}, {{TagKind::kCase, packaged.case_id()}}}}),
            options));
    *pieces_.emplace_back().mutable_of_case() = packaged;
    return absl::OkStatus();
  }

  absl::Status AddEvent() {
    ASSIGN_OR_RETURN(const std::optional<RecordedEvent> recorded,
                     events_->Next());
    if (!recorded.has_value()) {
      events_.reset();
      readings_.reset();
      return absl::OkStatus();
    }
    if (!IsOnTimeline(recorded->event)) return absl::OkStatus();
    const std::vector<ReadText> of_head = TextsOfHead(*recorded);
    if (!IsToldOf(*recorded, !of_head.empty())) return absl::OkStatus();
    v1::PackagedEvent& event = *pieces_.emplace_back().mutable_event();
    const v1::TimelineEntry entry = readings_->of_head.EntryOf(*recorded);
    event.set_position(recorded->position());
    *event.mutable_on() = entry.on();
    event.set_recorded_at_micros(entry.recorded_at_micros());
    event.set_by(entry.actor().role());
    event.set_sentence(entry.sentence());
    const std::vector<ReadText> own = readings_->of_person.TextsRead(*recorded);
    for (const ReadText& text : own) {
      if (package_.for_person || IsAmong(text, of_head)) {
        v1::PackagedText& packaged = AddText(text, event);
        packaged.set_own(true);
        packaged.add_runs()->set_text(text.text);
      }
    }
    for (const ReadText& text : of_head) {
      if (!IsAmong(text, own)) AddRuns(text, AddText(text, event));
    }
    // Which parts there are, tells of what came of the talk.
    if (!own.empty() && event.texts().empty()) {
      v1::PackagedText& untold = *event.add_texts();
      untold.set_own(true);
      untold.set_not_for_reader(true);
    }
    return absl::OkStatus();
  }

  // What whoever asked sees anyway, but for whoever answers who is not to know
  // of it; and what was written besides, of which the head reads some.
  bool IsToldOf(const RecordedEvent& recorded, bool has_texts) const {
    const bool head_sees = readings_->of_head.MaySee(recorded);
    if (readings_->of_person.MaySee(recorded)) {
      return head_sees || package_.for_person;
    }
    // A correction tells what it is of.
    return head_sees && !recorded.event.has_fact_corrected() &&
           !readings_->of_person.IsPastTheCaller(recorded) && has_texts;
  }

  std::vector<ReadText> TextsOfHead(const RecordedEvent& recorded) const {
    std::vector<ReadText> texts = readings_->of_head.TextsRead(recorded);
    if (texts.empty()) return texts;
    const std::vector<ReadText> then =
        readings_->of_head_then.TextsRead(recorded);
    std::erase_if(texts,
                  [&](const ReadText& text) { return !IsAmong(text, then); });
    return texts;
  }

  static bool IsAmong(const ReadText& text,
                      const std::vector<ReadText>& texts) {
    for (const ReadText& one : texts) {
      if (one.field == text.field && one.part == text.part) return true;
    }
    return false;
  }

  static v1::PackagedText& AddText(const ReadText& text,
                                   v1::PackagedEvent& event) {
    v1::PackagedText& packaged = *event.add_texts();
    packaged.set_field(text.field);
    packaged.set_part(text.part);
    packaged.set_title(text.title);
    return packaged;
  }

  void AddRuns(const ReadText& text, v1::PackagedText& packaged) const {
    const Position position = pieces_.back().event().position();
    for (Run& run : RunsOf(
             text.text, package_.masks.For(position, text.field, text.part))) {
      v1::PackagedRun& packaged_run = *packaged.add_runs();
      if (run.mask == nullptr || !package_.as_given) {
        packaged_run.set_text(std::move(run.text));
      }
      if (run.mask == nullptr) continue;
      packaged_run.set_mask_id(run.mask->id);
      packaged_run.set_reason(run.mask->reason);
    }
  }

  // Who answers is not to know of them, but as a teacher of the group.
  absl::Status AddSignals() {
    ASSIGN_OR_RETURN(
        Page<v1::Signal> page,
        ReadSignals(
            InRole(served_, v1::ROLE_UNSPECIFIED, package_.records),
            served_.store, [](const std::string&) { return Surroundings(); },
            package_.until, kRowsAtOnce, signals_token_));
    for (v1::Signal& signal : page.rows) {
      *pieces_.emplace_back().mutable_signal() = std::move(signal);
    }
    signals_token_ = page.next_page_token;
    signals_ended_ = signals_token_.empty();
    return absl::OkStatus();
  }

  absl::Status AddLooks() {
    ASSIGN_OR_RETURN(
        Page<v1::Look> page,
        served_.access_log.LooksOf(
            {.of_people = package_.records}, kRowsAtOnce, looks_token_,
            [](const v1::Look&) -> absl::StatusOr<bool> {
              return true;  // Whoever fetches it has all pages.
            }));
    LookedCases cases(served_.views);
    const v1::Case erased;
    for (v1::Look& look : page.rows) {
      ASSIGN_OR_RETURN(const v1::Case* of_case,
                       cases.Find(look.looked().case_id()));
      if (of_case == nullptr && !look.looked().case_id().empty()) {
        of_case = &erased;
      }
      if (!IsToldOfLook(of_case, look)) continue;
      LeaveOutWho(package_.as_party.front(), look);
      if (of_case != nullptr) look.set_case_number(of_case->number());
      *pieces_.emplace_back().mutable_look() = std::move(look);
    }
    looks_token_ = page.next_page_token;
    looks_ended_ = looks_token_.empty();
    return absl::OkStatus();
  }

  // As IsToldOf.
  bool IsToldOfLook(const v1::Case* of_case, const v1::Look& look) const {
    const auto is_told = [&](const Caller& caller) {
      return MayKnowOfLook(caller, of_case, look.by(), look.looked());
    };
    return (package_.for_person || is_told(InRole(served_, v1::ROLE_HEAD))) &&
           std::any_of(package_.as_party.begin(), package_.as_party.end(),
                       is_told);
  }

  const Served& served_;
  Package package_;
  std::deque<Response> pieces_;  // At most a page of rows.
  size_t next_case_ = 0;
  // Of the case in hand.
  std::unique_ptr<EventReader> events_;
  std::unique_ptr<const PackagedReadings> readings_;
  std::string signals_token_;
  bool signals_ended_ = !package_.for_person;
  std::string looks_token_;
  bool looks_ended_ = false;
};

absl::Status AddPerson(const Served& served, PackageSource::Package& package) {
  for (const std::string& record : package.records) {
    ASSIGN_OR_RETURN(v1::Person person, served.views.GetPerson(record));
    person.clear_emergencies();
    person.clear_practice_ids();
    *package.person.add_records() = std::move(person);
  }
  std::string page_token;
  do {
    ASSIGN_OR_RETURN(Page<v1::Placement> page,
                     served.views.ListPlacements(package.records.front(),
                                                 kRowsAtOnce, page_token));
    for (v1::Placement& placement : page.rows) {
      *package.person.add_placements() = std::move(placement);
    }
    page_token = page.next_page_token;
  } while (!page_token.empty());
  return absl::OkStatus();
}

// Where what was asked was answered; the head of the log while it is not.
absl::StatusOr<Position> AnsweredAt(const EventStore& store,
                                    const std::string& request_id) {
  ASSIGN_OR_RETURN(
      const std::unique_ptr<EventReader> reader,
      store.Read(Query::AnyOf({{{EventType::kPrivacyRequestAnswered},
                                {{TagKind::kPrivacyRequest, request_id}}}}),
                 {}));
  ASSIGN_OR_RETURN(const std::optional<RecordedEvent> answered, reader->Next());
  return answered.has_value() ? answered->position() : store.head();
}

absl::Status NoSuchPackage() { return NotFound("Dit pakket", "This package"); }

}  // namespace

absl::StatusOr<std::unique_ptr<StreamSource<v1::GetPackageResponse>>> PackageOf(
    const Served& served, const Caller& caller,
    const v1::GetPackageRequest& request, v1::Looked& looked) {
  const std::string& privacy_request_id = request.privacy_request_id();
  ASSIGN_OR_RETURN(
      v1::Standing standing,
      FindStanding(served, caller,
                   {TagKind::kPrivacyRequest, privacy_request_id}));
  if (standing.right() != v1::PRIVACY_RIGHT_ACCESS) return NoSuchPackage();
  PackageSource::Package package;
  package.for_person = caller.Is(standing.person_id());
  package.as_given = package.for_person || request.as_given();
  const bool granted = standing.answer() == v1::PRIVACY_ANSWER_GRANTED ||
                       standing.answer() == v1::PRIVACY_ANSWER_GRANTED_IN_PART;
  if (package.for_person ? !granted : caller.role == v1::ROLE_AUDITOR) {
    return NoSuchPackage();
  }
  if (!package.for_person) {
    RETURN_IF_ERROR(CheckNoPartInCasesOf(served, caller, standing.person_id()));
  }
  package.records = served.views.same_people()->AllOf(standing.person_id());
  ASSIGN_OR_RETURN(package.until, AnsweredAt(served.store, privacy_request_id));
  ASSIGN_OR_RETURN(package.masks,
                   Masks::Of(served.store, privacy_request_id, package.until));
  ShowOn(TodayOf(served), caller, standing);
  *package.person.mutable_standing() = std::move(standing);
  RETURN_IF_ERROR(AddPerson(served, package));
  for (const v1::Role role : kPartyRoles) {
    package.as_party.push_back(InRole(served, role, package.records));
    RETURN_IF_ERROR(EachCaseOf(
        served, package.as_party.back(), [&package, role](const v1::Case& row) {
          v1::PackagedCase& packaged = package.cases.emplace_back();
          packaged.set_case_id(row.case_id());
          packaged.set_number(row.number());
          packaged.set_role(role);
          return absl::OkStatus();
        }));
  }
  looked.set_person_id(package.records.front());
  // So that it is in the overview of whoever asked.
  looked.set_resident_id(package.records.front());
  return std::make_unique<PackageSource>(served, std::move(package));
}

}  // namespace driehoek
