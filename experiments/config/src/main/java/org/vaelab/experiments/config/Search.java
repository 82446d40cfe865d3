// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.config.ConfigNode.Mapping;
import org.vaelab.experiments.config.ConfigNode.Member;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;

/** The section {@code search} of a config, or of a model. */
final class Search {

    static final String KEY = "search";
    static final String OVER = "over";

    private Search() {}

    /** How trials are chosen. */
    enum Method {
        RANDOM,
        HALVING
    }

    /** The keys of the section. */
    record Keys(
            @Setting(
                            "key paths of the model, each with a list of values or a range:"
                                    + " {linear: [1, 10]}, {log: [1e-4, 1e-2]}, {integer: [16, 128]} or"
                                    + " {logInteger: [2, 64]}")
                    Map<String, JsonNode> over,
            @Setting("number of trials, each with values drawn at random; at least 1") int budget,
            @Setting(
                            value =
                                    "the metric by which trials are compared, on validation data, as the"
                                            + " mean over seeds",
                            defaultValue = "logLikelihood")
                    String by,
            @Setting(
                            value =
                                    "random: every trial is trained to the end; halving: in rungs, the best"
                                            + " 1/eta of which train on",
                            defaultValue = "random")
                    Method method,
            @Setting(value = "seed of the values that are drawn, at least 0", defaultValue = "1")
                    long seed,
            @Setting(
                            "seeds of the trials: a list, or their number; none is one of finalSeeds;"
                                    + " default: as many as the comparison has, from 1000001 on")
                    @Nullable SeedChoice seeds,
            @Setting(
                            "seeds of the reported runs of the best trial: a list, or their number;"
                                    + " default: those of the comparison, so that differences to other"
                                    + " models are paired")
                    @Nullable SeedChoice finalSeeds,
            @Setting(
                            "with halving: each rung keeps 1/eta of the trials, and trains them eta"
                                    + " times as long; at least 2; default 3")
                    @Nullable Integer eta,
            @Setting(
                            "with halving: steps of the first rung, at least 1; default: steps / eta^2,"
                                    + " which is three rungs; a rung that keeps every trial is left out")
                    @Nullable Long leastSteps) {

        private static final int USUAL_ETA = 3;

        Keys {
            over = Collections.unmodifiableMap(new LinkedHashMap<>(over));
            if (over.isEmpty()) {
                throw new SettingException("over", "is empty, expected keys with values");
            }
            Counts.atLeastOne("budget", budget);
            if (budget > ModelGrid.MOST_MODELS) {
                throw new SettingException(
                        "budget",
                        "must be at most %s, is %s".formatted(ModelGrid.MOST_MODELS, budget));
            }
            if (seed < 0) {
                throw new SettingException("seed", "must not be negative, is " + seed);
            }
            if (method == Method.RANDOM && (eta != null || leastSteps != null)) {
                throw new SettingException(
                        eta != null ? "eta" : "leastSteps",
                        "is a key of method: halving; this search has method: random");
            }
            if (eta != null && eta < 2) {
                throw new SettingException("eta", "must be at least 2, is " + eta);
            }
            if (leastSteps != null && leastSteps < 1) {
                throw new SettingException("leastSteps", "must be at least 1, is " + leastSteps);
            }
        }

        int etaOrUsual() {
            return eta == null ? USUAL_ETA : eta;
        }
    }

    /**
     * Returns the search of a model: the section of the top level, over which that of the model is
     * laid. Empty if neither has one, or the model's is null.
     */
    static Optional<Mapping> section(Mapping root, Mapping model) {
        if (model.has(KEY) && model.get(KEY).isEmpty()) {
            return Optional.empty();
        }
        Optional<Mapping> top = root.section(KEY);
        Optional<Mapping> own = model.section(KEY);
        return own.isEmpty() || top.isEmpty()
                ? own.or(() -> top)
                : Optional.of(laid(top.get(), own.get()));
    }

    /** An axis of the model replaces that of the same key, whatever its kind. */
    private static Mapping laid(Mapping below, Mapping above) {
        Map<String, Member> members = new LinkedHashMap<>(below.members());
        members.putAll(above.members());
        if (below.has(OVER) && above.has(OVER)) {
            Map<String, Member> axes = new LinkedHashMap<>(below.sectionOrEmpty(OVER).members());
            axes.putAll(above.sectionOrEmpty(OVER).members());
            Member over = above.members().get(OVER);
            members.put(OVER, new Member(over.key(), new Mapping(over.key(), axes)));
        }
        return new Mapping(above.place(), members);
    }
}
