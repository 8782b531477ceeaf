"""What a name goes on with: words inside it, and subjects joined by "and" or commas."""

from tasks.organisations.leftward import Leftward

# Words of a name behind "and".
_MAX_JOINED = 9
_MIN_NOUN = 3
# Before "and European Affairs".
_ABROAD = frozenset({"foreign", "international"})


class Joined(Leftward):
    """Names that go on, in one text."""

    def is_inner(self, at: int, fold: str) -> bool:
        words = self.words
        is_field = fold in words.fields or (not self.is_name(at) and self._is_like_field(at, fold))
        if words.lower and is_field:
            return True
        if words.language == "de" and self._is_adjective_inside(at, fold):
            return True
        if words.lower and self._is_initial(at):
            return False
        return self.is_name(at) and (words.language != "en" or fold not in words.articles)

    def _is_like_field(self, at: int, fold: str) -> bool:
        """Whether a small word ends as those do that go on with a name: "administration"."""
        words = self.words
        is_like = fold.endswith(words.field_ends) or (
            self.folds[at - 1] in words.noun_leads and len(fold) > _MIN_NOUN
        )
        return (
            is_like
            and self.tokens[at].kind == "word"
            and fold not in words.openers
            and fold not in words.roles
        )

    def _is_adjective_inside(self, at: int, fold: str) -> bool:
        """Whether a small adjective stands before its noun: "für auswärtige Angelegenheiten"."""
        words, after, before = self.words, at + 1, self.folds[at - 1]
        if not fold.endswith(words.adjective_ends) or after >= self.count:
            return False
        leads = before in words.prepositions or before in words.articles or before in words.joints
        return leads and (self.is_name(after) or self.folds[after] in words.joints)

    def _is_initial(self, at: int) -> bool:
        """Whether a person's first letter stands here: "И.О.Норланд"."""
        text, after = self.tokens[at].text, at + 1
        if "." in text:
            return True
        return len(text) == 1 and after < self.count and self.tokens[after].text == "."

    def join_right(self, at: int, limit: int, head: int) -> int | None:
        """Behind "and" or a comma where a subject follows; none if something else does."""
        words, folds = self.words, self.folds
        mark = self.tokens[at].text
        if mark == "," and not self._lists_on(at, limit, head):
            return None
        if mark != "," and folds[at] not in words.joints:
            return None
        inner = at + 1
        if mark == "," and inner < limit and folds[inner] in words.joints:
            inner += 1
        is_small = words.articles if words.language == "en" else words.articles | words.prepositions
        while inner < limit and folds[inner] in is_small:
            inner += 1
        end = inner
        while end < limit and self.glued[end] and self.is_inner(end, folds[end]):
            end += 1
        run = folds[inner:end]
        if words.language != "en" and run and self._begins_other(at, inner):
            return None
        if not run or self.holds_body(inner, end) or self._names_another(inner, end, limit):
            return None
        if run[0] in words.realms and end < limit and folds[end] in words.prepositions:
            return None
        is_subject = run[0] in words.fields or (
            run[-1] in words.fields
            and (run[0] not in words.nations or self.folds[at - 1] in _ABROAD)
        )
        if words.language != "en":
            is_wide = folds[head] in words.wide and not self.is_national(inner)
            is_subject = is_subject or is_wide or self._is_like_field(inner, run[0])
        if not is_subject and mark != "&" and self.lexemes.styles[at] != "title":
            # "Ministry of Nature and Food Quality": what ministries are for has no end.
            is_subject = self.folds[head] in words.wide and all(
                self.is_subject(one)
                for one in (at - 1 - (folds[at - 1] == ","), *range(inner, end))
            )
        # "College of Obstetricians and Gynecologists".
        is_pair = (
            len(run) == 1
            and run[0][-1] == folds[at - 1][-1] == "s"
            and not (self.is_national(inner) or run[0] in words.openers)
        )
        return inner if mark == "&" or is_subject or is_pair else None

    def _begins_other(self, mark: int, inner: int) -> bool:
        """Whether what follows "and" is no more of a name: "et la reprise", "y Policía"."""
        words, folds = self.words, self.folds
        if folds[inner] in words.heads and folds[inner] not in words.fields:
            return self.is_name(inner)
        return words.lower and mark + 1 < inner and folds[mark + 1] in words.articles

    def _names_another(self, inner: int, end: int, limit: int) -> bool:
        """Whether "and the" begins a new name: "and the Environment and Resources Division"."""
        if self.folds[inner - 1] not in self.words.articles or end >= limit:
            return False
        limit = min(inner + _MAX_JOINED, self.count)
        while end < limit and (self.folds[end] in self.words.joints or self.is_name(end)):
            end += 1
        return self.holds_body(inner, end)

    def _lists_on(self, at: int, limit: int, head: int) -> bool:
        """Whether a comma stands in a list of subjects that ends with "and Pensions"."""
        words, folds = self.words, self.folds
        is_wide = folds[head] in words.wide
        for inner in range(at + 1, limit):
            fold = folds[inner]
            if fold in words.joints:
                after = inner + 1
                return after < self.count and (
                    folds[after] in words.fields
                    or folds[after] in words.articles
                    or (words.language != "en" and folds[after] in words.prepositions)
                    or (is_wide and self.is_subject(after))
                )
            listed = fold in words.fields or self.tokens[inner].text == ","
            if words.language != "en":
                small = fold in words.prepositions or fold in words.articles
                listed = listed or small or (is_wide and self.is_name(inner))
            if not (listed or (is_wide and self.is_subject(inner))):
                return False
        return False
