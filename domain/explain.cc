#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "base/civil.h"
#include "base/holidays.h"
#include "domain/access.h"
#include "domain/dates.h"
#include "domain/deviations.h"
#include "domain/due_dates.h"
#include "procedures/words.h"

namespace driehoek {
namespace {

// Puts the sentences together, in reading order.
class Explainer {
 public:
  Explainer(const Procedure& procedure, const v1::Due& due,
            absl::CivilDay today, Lateness lateness)
      : procedure_(procedure),
        due_(due),
        obligation_(procedure.FindObligation(due.obligation().key())),
        today_(today),
        shows_lateness_(lateness == Lateness::kShown) {}

  v1::Explanation Explain() && {
    *explanation_.mutable_due() = due_;
    if (shows_lateness_) {
      explanation_.mutable_due()->set_timeliness(TimelinessOn(due_, today_));
    } else {
      HideLateness(*explanation_.mutable_due());
    }
    SayWhat();
    SayUntilWhen();
    SayOtherBounds();
    SayDeviations();
    SayUnknownAnchors();
    SayNonWorkingDay();
    SayUnknownHolidays();
    SayAfterPlacement();
    if (shows_lateness_) SayBeforeTakeOver();
    SayHowItStands();
    if (shows_lateness_) SayBreach();
    return std::move(explanation_);
  }

 private:
  bool is_hard() const {
    return due_.obligation_class() == v1::OBLIGATION_CLASS_HARD;
  }

  template <typename... Parts>
  void Say(const Parts&... parts) {
    explanation_.add_sentences(absl::StrCat(parts...));
  }

  std::string Citation() const {
    return absl::StrCat("(", due_.section(), ", ", due_.obligation().key(),
                        ")");
  }

  std::string TheCreation() const {
    return absl::StrCat(
        obligation_ != nullptr
            ? TheFact(procedure_, obligation_->created_by().fact(),
                      obligation_->created_by().report())
            : "de aanleiding",
        " van ", WrittenDay(FromProto(due_.created_on())));
  }

  // "het driehoeksgesprek van ma 14 september 2026", "de ontkoppeldatum"
  std::string TheAnchor(v1::Anchor anchor) const {
    const std::string words = driehoek::TheAnchor(anchor);
    return words.empty() ? TheCreation() : words;
  }

  // "2 weken na de ontkoppeldatum, ma 14 september 2026"
  std::string Arithmetic(const v1::BoundWorkedOut& bound) const {
    const std::string from = absl::StrCat(OffsetWords(bound.bound()), " ",
                                          TheAnchor(bound.bound().anchor()));
    if (bound.bound().anchor() == v1::ANCHOR_CREATION) return from;
    return absl::StrCat(from, ", ", WrittenDay(FromProto(bound.anchor_on())));
  }

  void SayWhat() {
    const bool ends =
        absl::EndsWith(due_.title(), "?") || absl::EndsWith(due_.title(), ".");
    Say(due_.title(), ends ? "" : ".");
  }

  //
  void SayLifted() {
    for (const v1::BoundWorkedOut& bound : due_.bounds()) {
      if (!bound.decides()) continue;
      Say("De uiterste dag was ", WrittenDay(FromProto(bound.comes_to())), ": ",
          Arithmetic(bound), " ", Citation(), ".");
    }
    Say("Uiterlijk op die dag is het geprobeerd. Daarom is dit niet te laat, "
        "en "
        "is er geen uiterste dag meer.");
  }

  //
  void SayOfAnotherVersion() {
    Say("Een eerdere versie van de procedure vroeg dit ", Citation(),
        ", sinds ", TheCreation(),
        due_.subject().empty()
            ? ". De versie die de zaak nu volgt, vraagt het niet."
            : ". De versie die nu geldt, vraagt het niet.");
  }

  // Nobody watched it then.
  void SayBeforeTakeOver() {
    if (!due_.before_take_over()) return;
    if (!due_.subject().empty()) {
      Say("Die dag was al voorbij toen dit hier werd vastgelegd. Er wordt dus "
          "niet vastgelegd dat het te laat is.");
      return;
    }
    Say("Die dag was al voorbij toen de zaak hier werd overgenomen, of deze "
        "versie van de procedure ging volgen. Er wordt dus niet vastgelegd dat "
        "het te laat is.");
  }

  // The last good day by the rule, without what deviated from it.
  bool has_day_of_rule() const {
    return due_.has_original_due_on() || due_.has_due_on();
  }
  absl::CivilDay DayOfRule() const {
    return FromProto(due_.has_original_due_on() ? due_.original_due_on()
                                                : due_.due_on());
  }

  void SayUntilWhen() {
    if (due_.date_lifted()) return SayLifted();
    if (obligation_ == nullptr) return SayOfAnotherVersion();
    if (!has_day_of_rule()) {
      Say(due_.bounds().empty()
              ? "De procedure noemt hiervoor geen uiterste dag "
              : "De uiterste dag is nog niet bekend ",
          Citation(), ".");
      Say("Dit staat open sinds ", TheCreation(), ".");
      return;
    }
    const std::string day = WrittenDay(DayOfRule());
    const std::string start =
        due_.has_original_due_on()
            ? absl::StrCat("Volgens de procedure is de ", TheDay(), " ", day)
        : is_hard() ? absl::StrCat("Dit moet uiterlijk op ", day)
                    : absl::StrCat("De streefdatum is ", day);
    const auto decides = std::find_if(
        due_.bounds().begin(), due_.bounds().end(),
        [](const v1::BoundWorkedOut& bound) { return bound.decides(); });
    if (decides == due_.bounds().end()) {
      Say(start, " ", Citation(), ".");
      return;
    }
    Say(start, ": ", Arithmetic(*decides), " ", Citation(), ".");
    if (IsShifted(*decides)) {
      Say("De laatste dag viel op een niet-werkdag en is daarom verschoven "
          "naar "
          "de eerste werkdag daarna.");
    }
  }

  static bool IsShifted(const v1::BoundWorkedOut& bound) {
    return CountedFrom(FromProto(bound.anchor_on()), bound.bound()) !=
           FromProto(bound.comes_to());
  }

  void SayOtherBounds() {
    for (const v1::BoundWorkedOut& bound : due_.bounds()) {
      if (bound.decides() || !bound.has_comes_to()) continue;
      const absl::CivilDay day = FromProto(bound.comes_to());
      Say("Een andere grens is ", WrittenDay(day), ": ", Arithmetic(bound),
          day == DayOfRule() ? ". Dat is dezelfde dag."
                             : ". De vroegste dag telt.");
    }
  }

  std::string TheDay() const {
    return is_hard() ? "uiterste dag" : "streefdatum";
  }

  // What was decided and when, never the argument (that is for those who may
  // read it).
  void SayDeviations() {
    for (const v1::DeviationFromDue& deviation : due_.deviations()) {
      const std::string on = WrittenDay(FromProto(deviation.on()));
      const std::string why =
          absl::StrCat(" (", DeviationReasonWord(deviation.why()), ").");
      switch (deviation.deviation()) {
        case v1::DEVIATION_KIND_WAIVE:
          Say("Op ", on, " is hiervan afgeweken: dit hoeft niet", why);
          break;
        case v1::DEVIATION_KIND_MOVE:
          Say("Op ", on, " is hiervan afgeweken: de ", TheDay(), " werd ",
              WrittenDay(FromProto(deviation.due_on())), why);
          break;
        case v1::DEVIATION_KIND_PAUSE:
          Say("Op ", on, " is deze termijn stilgezet", why);
          if (deviation.has_resumed_on()) {
            Say("Op ", WrittenDay(FromProto(deviation.resumed_on())),
                " ging hij weer lopen, met de dagen die over waren.");
          }
          break;
        default:
          break;
      }
      if (deviation.after_due_date()) {
        Say("Dat was na de ", TheDay(),
            ". Het verklaart dus iets, maar verandert de termijn niet.");
      }
    }
    if (due_.has_original_due_on() && due_.has_due_on()) {
      Say("De ", TheDay(), " is nu ", WrittenDay(FromProto(due_.due_on())),
          ".");
    }
  }

  void SayUnknownAnchors() {
    for (const v1::BoundWorkedOut& bound : due_.bounds()) {
      if (bound.has_anchor_on()) continue;
      const std::string anchor = TheAnchor(bound.bound().anchor());
      Say("Nog niet bekend is de dag van ", anchor,
          ". Is die bekend, dan telt ook deze grens: ",
          OffsetWords(bound.bound()), " ", anchor, ".");
    }
  }

  void SayNonWorkingDay() {
    if (!due_.due_on_non_working_day()) return;
    Say("Let op: ", WrittenDay(FromProto(due_.due_on())),
        " valt op een niet-werkdag. De uiterste dag schuift daardoor niet op.");
  }

  // Years ahead nobody knows yet which extra holidays there will be (AS-5).
  void SayUnknownHolidays() {
    const bool shifts =
        std::any_of(due_.bounds().begin(), due_.bounds().end(),
                    [&](const v1::BoundWorkedOut& bound) {
                      return ShiftOf(procedure_, bound.bound()) ==
                             v1::SHIFT_NEXT_WORKING_DAY;
                    });
    if (!shifts || !due_.has_due_on() || HasDecrees(due_.due_on().year())) {
      return;
    }
    Say("Let op: welke extra feestdagen ", due_.due_on().year(),
        " heeft, is hier niet bekend. Valt deze dag op zo'n dag, dan schuift "
        "hij op.");
  }

  void SayAfterPlacement() {
    if (!due_.after_placement_end()) return;
    Say("Let op: ", WrittenDay(FromProto(due_.due_on())),
        " valt na het einde van de stage.");
  }

  // Before the waiting becomes long people see how long it is already.
  void SayDaysWaited() {
    for (const v1::BoundWorkedOut& bound : due_.bounds()) {
      if (bound.bound().anchor() != v1::ANCHOR_WAITING_START ||
          !bound.has_anchor_on() || FromProto(bound.anchor_on()) > today_) {
        continue;
      }
      Say("Vandaag is dag ", today_ - FromProto(bound.anchor_on()) + 1,
          " zonder ", procedure_.RoleName(v1::ROLE_TRAINER), ".");
      return;
    }
  }

  void SayHowItStands() {
    switch (due_.status()) {
      case v1::DUE_STATUS_FULFILLED:
        return SayFulfilled();
      case v1::DUE_STATUS_LAPSED:
        Say(obligation_ != nullptr && obligation_->superseded_by_next()
                ? "Dit hoeft niet meer: er kwam iets nieuws voor in de plaats, "
                  "of de zaak is gesloten."
                : "Dit hoeft niet meer.");
        return;
      case v1::DUE_STATUS_PAUSED:
        Say("De termijn staat stil.");
        return;
      case v1::DUE_STATUS_WAIVED:
        return;  // SayDeviations did.
      case v1::DUE_STATUS_WAITING_FOR_ANCHOR:
      case v1::DUE_STATUS_OPEN:
        SayDaysWaited();
        SayToday();
        SayWhatIsMissing();
        SayWho();
        return;
      case v1::DUE_STATUS_UNSPECIFIED:
      case v1::DueStatus_INT_MIN_SENTINEL_DO_NOT_USE_:
      case v1::DueStatus_INT_MAX_SENTINEL_DO_NOT_USE_:
        return;
    }
  }

  void SayFulfilled() {
    const absl::CivilDay done = FromProto(due_.fulfilled_on());
    if (!due_.has_due_on() || !shows_lateness_ || WaivedInTime(due_)) {
      Say("Dit is gedaan op ", WrittenDay(done), ".");
      return;
    }
    const absl::civil_diff_t late = done - FromProto(due_.due_on());
    if (late > 0) {
      Say("Dit is gedaan op ", WrittenDay(done), ": ", DaysWords(late),
          is_hard() ? " te laat." : " na de streefdatum.");
    } else if (late < 0 && !is_hard()) {
      Say("Dit is gedaan op ", WrittenDay(done), ": ", DaysWords(-late),
          " eerder dan de streefdatum.");
    } else {
      Say("Dit is gedaan op ", WrittenDay(done), ": op tijd.");
    }
  }

  void SayToday() {
    if (!due_.has_due_on()) return;
    const absl::civil_diff_t left = FromProto(due_.due_on()) - today_;
    if (left > 0) {
      Say("Er ", left == 1 ? "is" : "zijn", " nog ", DaysWords(left), ".");
    } else if (left == 0) {
      Say(is_hard() ? "Vandaag is de laatste dag."
                    : "Vandaag is de streefdatum.");
    } else if (!shows_lateness_) {
      return;
    } else if (is_hard()) {
      Say("Dit is nu ", DaysWords(-left), " te laat.");
    } else {
      Say("De streefdatum is ", DaysWords(-left), " voorbij.");
    }
  }

  void SayWhatIsMissing() {
    if (due_.missing().empty()) return;
    Say("Nog niet geregistreerd: ", absl::StrJoin(due_.missing(), "; "), ".");
  }

  void SayWho() {
    if (IsYetToBeNamed(due_.owner())) {
      Say("Nu aan zet: nog te bepalen, tot er een nieuwe koppeling is.");
    } else {
      Say("Nu aan zet: ", TheRoleInScope(procedure_, due_.owner()), ".");
    }
    if (due_.waiting_for_text() && obligation_ != nullptr) {
      Say("Dit wacht op tekst. Is die er, dan is ",
          TheRole(procedure_, obligation_->owner_once_submitted().role()),
          " aan zet.");
    }
    if (due_.has_escalation()) {
      Say("Blijft dit liggen, dan gaat het naar ",
          TheRoleInScope(procedure_, due_.escalation()), ".");
    }
  }

  void SayBreach() {
    if (due_.breach() == v1::BREACH_STATE_UNSPECIFIED) {
      if (due_.past_target_recorded()) {
        Say("Dat de streefdatum voorbij is, is vastgelegd.");
      }
      return;
    }
    const absl::CivilDay breached_on = FromProto(due_.breach_due_on());
    Say("De termijn van ", WrittenDay(breached_on), " is overschreden op ",
        WrittenMoment(StartOf(breached_on + 1)), ".");
    if (due_.breach() != v1::BREACH_STATE_WITHDRAWN) return;
    switch (due_.withdrawal_reason()) {
      case v1::WITHDRAWAL_REASON_REGISTERED_LATER:
        Say("Die overschrijding telt niet meer: het was op tijd ",
            due_.date_lifted() ? "geprobeerd" : "gedaan",
            ", en later geregistreerd.");
        return;
      case v1::WITHDRAWAL_REASON_DUE_DATE_MOVED:
        Say("Die overschrijding telt niet meer: de uiterste dag is "
            "opgeschoven.");
        return;
      case v1::WITHDRAWAL_REASON_CORRECTED:
        Say("Die overschrijding telt niet meer: een datum is verbeterd.");
        return;
      case v1::WITHDRAWAL_REASON_UNSPECIFIED:
      case v1::WithdrawalReason_INT_MIN_SENTINEL_DO_NOT_USE_:
      case v1::WithdrawalReason_INT_MAX_SENTINEL_DO_NOT_USE_:
        return;
    }
  }

  const Procedure& procedure_;
  const v1::Due& due_;
  const v1::Obligation* obligation_;
  const absl::CivilDay today_;
  const bool shows_lateness_;
  v1::Explanation explanation_;
};

}  // namespace

v1::Explanation Explain(const Procedure& procedure, const v1::Due& due,
                        absl::CivilDay today, Lateness lateness) {
  return Explainer(procedure, due, today, lateness).Explain();
}

}  // namespace driehoek
