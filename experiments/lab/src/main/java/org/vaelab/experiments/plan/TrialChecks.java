// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.vaelab.experiments.config.Place;
import org.vaelab.experiments.config.Problem;
import org.vaelab.experiments.config.SearchSpec;
import org.vaelab.experiments.config.UserError;
import org.vaelab.framework.Internal;

/**
 * Checks the trials of a search before the first one trains, by the rules that reports follow: a
 * search ranks trials, so all of them must be comparable.
 *
 * @param tried the trials, tried on one example
 */
@Internal
public record TrialChecks(SearchSpec search, AuditedPlan tried) {

    /** What the checks before training are about: metrics in nats are, or derive from, log p(x). */
    private static final String NATS = "nats";

    /**
     * Requires that a report would rank all trials together.
     *
     * @throws UserError with the axis that divides them
     */
    public void requireComparable() {
        if (!search.unit().startsWith(NATS)) {
            // The protocols of the values decide, once they are measured.
            return;
        }
        for (Check check : Audit.checks()) {
            Optional<Function<AuditedModel, Object>> group = check.group();
            List<Warning> found = check.warnings().apply(tried);
            if (group.isPresent() && !found.isEmpty()) {
                throw new UserError(problem(group.get(), found.get(0)).toString());
            }
        }
    }

    private Problem problem(Function<AuditedModel, Object> group, Warning found) {
        Optional<String> axis = axis(group);
        Place place =
                axis.map(key -> Objects.requireNonNull(search.places().get(key)))
                        .orElseGet(() -> search.trial(1).origins().model());
        return new Problem(
                place,
                "a search by %s cannot rank its trials: %s".formatted(search.by(), found.message()),
                List.of(
                        "give each "
                                + axis.map(key -> "value of " + key).orElse("group")
                                + " a model with a search of its own, or compare such models with"
                                + " 'sweep'"));
    }

    /** Returns the axis with the fewest values, each of which has its own group. */
    private Optional<String> axis(Function<AuditedModel, Object> group) {
        Map<String, Integer> dividing = new LinkedHashMap<>();
        for (String key : search.space().keySet()) {
            Map<Object, Object> groups = new HashMap<>();
            boolean divides = true;
            for (int i = 0; i < tried.models().size() && divides; i++) {
                Object own = group.apply(tried.models().get(i));
                Object value = search.trials().get(i).values().get(key);
                divides =
                        own.equals(Objects.requireNonNullElse(groups.putIfAbsent(value, own), own));
            }
            if (divides && groups.size() > 1) {
                dividing.put(key, groups.size());
            }
        }
        return dividing.entrySet().stream()
                .min(Comparator.comparingInt(Map.Entry::getValue))
                .map(Map.Entry::getKey);
    }

    /**
     * Returns what is doubtful about the trials.
     *
     * @param rungs the numbers of the rungs that are held
     */
    public List<Warning> doubts(List<Integer> rungs) {
        List<Warning> all = new ArrayList<>(Audit.ofRanked(tried));
        if (rungs.size() > 1) {
            AuditedModel first = tried.models().get(0);
            long steps = search.rungs().get(rungs.get(0));
            long epoch = first.data().trainingSize() / first.run().training().batch();
            if (steps < epoch) {
                all.add(
                        new Warning(
                                "short-first-rung",
                                List.of(search.model()),
                                ("the first rung of the search ends at step %s, before the %s steps of"
                                                + " one epoch, when trials hardly differ: chance may"
                                                + " choose among them")
                                        .formatted(steps, epoch),
                                "set search.leastSteps to %s or more, or method: random"
                                        .formatted(epoch)));
            }
        }
        return all;
    }
}
