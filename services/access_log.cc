#include "services/access_log.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/ids.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "base/tag.h"
#include "domain/case.h"
#include "domain/tags.h"
#include "eventstore/body_keys.h"
#include "services/page_token.h"
#include "services/refusals.h"
#include "services/seen_page.h"

namespace driehoek {
namespace {

// The history of all that was refused, whoever and whatever that was of.
Tag AllRefused() { return {TagKind::kInstitute, "refused"}; }

// `position` is where the event will lie: no two requests share one, and none
// is ever tried again.
AppendRequest RequestOf(const v1::Looked& looked, const v1::Actor& by,
                        Position position) {
  AppendRequest request;
  request.request_id = absl::StrCat("driehoek/look-", position);
  request.actor = by;
  NewEvent event;
  *event.event.mutable_looked() = looked;
  event.tags = TagsOf(event.event, Case(), /*institute_id=*/"");
  event.tags.push_back({TagKind::kPerson, by.person_id()});
  if (!looked.refused().empty()) event.tags.push_back(AllRefused());
  request.content = Sha256({request.request_id, "\n", looked.document_id()});
  request.events.push_back(std::move(event));
  return request;
}

v1::Opening OpeningOf(const RecordedEvent& recorded) {
  v1::Opening opening;
  *opening.mutable_by() = recorded.envelope.actor;
  opening.set_at_micros(absl::ToUnixMicros(recorded.envelope.recorded_at));
  opening.set_place(recorded.event.looked().place());
  return opening;
}

}  // namespace

AccessLog::AccessLog(AccessLogOptions options, EventStore& store,
                     const Clock& clock)
    : options_(std::move(options)), store_(store), clock_(clock) {}

void AccessLog::Submit(v1::Looked looked, v1::Actor by, Done done) {
  Pending pending{std::move(looked), std::move(by), std::move(done), {}};
  if (const absl::Status taken = Take(pending); !taken.ok()) {
    return pending.done(taken);
  }
  if (options_.wake) options_.wake();
}

absl::Status AccessLog::Take(Pending& pending) {
  const MutexLock lock(mutex_);
  if (failed_) return LookNotRecorded();
  if (waiting_.size() + writing_ >= options_.queue_looks) return QueueFull();
  waiting_.push_back(std::move(pending));
  return absl::OkStatus();
}

absl::StatusOr<bool> AccessLog::Step() {
  std::deque<Pending> looks;
  {
    const MutexLock lock(mutex_);
    looks.swap(waiting_);
    writing_ = looks.size();
  }
  if (looks.empty()) return false;
  const absl::Status written = Write(looks);
  // Then nothing was written, and there may be room again.
  const bool goes_on = written.ok() || absl::IsResourceExhausted(written);
  {
    const MutexLock lock(mutex_);
    writing_ = 0;
    if (!goes_on) {
      failed_ = true;
      std::move(waiting_.begin(), waiting_.end(), std::back_inserter(looks));
      waiting_.clear();
    }
  }
  for (const Pending& look : looks) {
    look.done(written.ok() && look.added.ok() ? absl::OkStatus()
                                              : LookNotRecorded());
  }
  if (!goes_on) return written;
  return true;
}

absl::Status AccessLog::ForgetOld(absl::Time now) {
  if (options_.keyring == nullptr) return absl::OkStatus();
  const absl::CivilMonth from =
      absl::ToCivilMonth(now, absl::UTCTimeZone()) - options_.months_kept;
  if (kept_from_ == from) return absl::OkStatus();
  // It is made good later; the other way round nothing is.
  if (options_.clock_is_sure && !options_.clock_is_sure()) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(std::vector<std::string> months,
                   options_.keyring->SubjectsWith(std::string(kMonthSubject)));
  // Written so that they sort as they come.
  const std::string kept =
      SubjectsOfMonth(absl::FromCivil(from, absl::UTCTimeZone())).facts;
  months.erase(std::lower_bound(months.begin(), months.end(), kept),
               months.end());
  RETURN_IF_ERROR(options_.keyring->Destroy(months).status());
  kept_from_ = from;
  return absl::OkStatus();
}

absl::Status AccessLog::Write(std::deque<Pending>& looks) {
  const absl::Time now = clock_.Now();
  RETURN_IF_ERROR(ForgetOld(now));
  const std::unique_ptr<AppendBatch> batch = store_.Begin(now);
  const Position head = store_.head();
  for (Pending& look : looks) {
    look.added = batch
                     ->Add(RequestOf(look.looked, look.by,
                                     head + batch->events().size() + 1))
                     .status();
  }
  if (batch->events().empty()) return absl::OkStatus();
  return batch->Commit();
}

bool AccessLog::idle() const {
  const MutexLock lock(mutex_);
  return waiting_.empty() && writing_ == 0;
}

namespace {

// Reads newest first what `query` finds, and makes a page of it: `make` gives a
// row, or nothing of what is not seen, of which neither the page nor its token
// tells.
template <typename Row, typename Make>
absl::StatusOr<Page<Row>> ReadPage(const EventStore& store, const Query& query,
                                   size_t page_size,
                                   const std::string& page_token,
                                   const Make& make) {
  ASSIGN_OR_RETURN(const std::optional<Position> before,
                   EndOfPreviousPage(page_token));
  ReadOptions options;
  options.backwards = true;
  if (before) options.until = std::min(*before - 1, store.head());
  ASSIGN_OR_RETURN(const std::unique_ptr<EventReader> reader,
                   store.Read(query, options));
  Page<Row> page;
  Position last_seen = 0;
  for (size_t passed_over = 0;;) {
    ASSIGN_OR_RETURN(const std::optional<RecordedEvent> recorded,
                     reader->Next());
    if (!recorded) break;
    // Over its term; what comes after it is older still.
    if (!recorded->event.has_looked()) break;
    ASSIGN_OR_RETURN(std::optional<Row> row, make(*recorded));
    if (!row.has_value()) {
      if (++passed_over < kMostPassedOver) continue;
      page.next_page_token = absl::StrCat(recorded->position());
      break;
    }
    if (page.rows.size() == page_size) {
      page.next_page_token = absl::StrCat(last_seen);
      break;
    }
    last_seen = recorded->position();
    page.rows.push_back(*std::move(row));
  }
  return page;
}

v1::Look LookOf(const RecordedEvent& recorded) {
  v1::Look look;
  look.set_at_micros(absl::ToUnixMicros(recorded.envelope.recorded_at));
  *look.mutable_by() = recorded.envelope.actor;
  *look.mutable_looked() = recorded.event.looked();
  return look;
}

Query QueryOf(const LooksAsked& asked) {
  std::vector<Tag> tags;
  for (const std::string& id : asked.of_people) {
    tags.push_back({TagKind::kResident, id});
    tags.push_back({TagKind::kTrainer, id});
  }
  for (const std::string& id : asked.by_people) {
    tags.push_back({TagKind::kPerson, id});
  }
  for (const std::string& id : asked.case_ids) {
    tags.push_back({TagKind::kCase, id});
  }
  if (asked.refused) tags.push_back(AllRefused());
  std::vector<QueryItem> items;
  items.reserve(tags.size());
  for (Tag& tag : tags) {
    items.push_back({{EventType::kLooked}, {std::move(tag)}});
  }
  return Query::AnyOf(std::move(items));
}

}  // namespace

absl::StatusOr<Page<v1::Opening>> AccessLog::OpeningsOf(
    const std::string& document_id, size_t page_size,
    const std::string& page_token) const {
  return ReadPage<v1::Opening>(
      store_,
      Query::AnyOf(
          {{{EventType::kLooked}, {{TagKind::kDocument, document_id}}}}),
      page_size, page_token,
      [](const RecordedEvent& recorded)
          -> absl::StatusOr<std::optional<v1::Opening>> {
        return OpeningOf(recorded);
      });
}

absl::StatusOr<Page<v1::Look>> AccessLog::LooksOf(const LooksAsked& asked,
                                                  size_t page_size,
                                                  const std::string& page_token,
                                                  const SeesLook& sees) const {
  return ReadPage<v1::Look>(store_, QueryOf(asked), page_size, page_token,
                            [&sees](const RecordedEvent& recorded)
                                -> absl::StatusOr<std::optional<v1::Look>> {
                              v1::Look look = LookOf(recorded);
                              ASSIGN_OR_RETURN(const bool is_seen, sees(look));
                              if (!is_seen) return std::nullopt;
                              return look;
                            });
}

}  // namespace driehoek
