// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.health.HealthMonitor;
import org.vaelab.framework.health.HealthRule;
import org.vaelab.framework.health.Observations;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.record.HealthFile;
import org.vaelab.framework.record.HealthFinding;
import org.vaelab.framework.record.HealthObservation;

/**
 * All health rules on recorded runs. {@code health/provoked} has a run of {@code
 * configs/health.yaml} for each rule, with the findings as golden messages. {@code health/sound}
 * has runs without a problem.
 */
final class HealthRulesTest {

    private static final SortedMap<String, HealthRule> RULES =
            Plugins.load(HealthRulesTest.class.getClassLoader()).instances(HealthRule.class);

    private static Path folder(String name) {
        try {
            return Path.of(
                    Objects.requireNonNull(HealthRulesTest.class.getResource("/health/" + name))
                            .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Stream<Path> files(String name) throws IOException {
        try (Stream<Path> files = Files.list(folder(name))) {
            return files.sorted().toList().stream();
        }
    }

    static Stream<Path> sound() throws IOException {
        return files("sound");
    }

    static Stream<Path> provoked() throws IOException {
        return files("provoked");
    }

    private static List<HealthFinding> findings(List<HealthObservation> observations) {
        HealthMonitor monitor = new HealthMonitor(RULES, List.of());
        List<HealthFinding> found = new ArrayList<>();
        observations.forEach(seen -> found.addAll(monitor.hear(seen)));
        return found;
    }

    @Test
    void everyRuleHasARunThatProvokesIt() throws IOException {
        assertThat(provoked().map(file -> file.getFileName().toString().replace(".jsonl", "")))
                .containsExactlyElementsOf(RULES.keySet());
    }

    @ParameterizedTest
    @MethodSource("provoked")
    void aProvokedProblemIsNamedWithin500StepsInTheseWords(Path file) throws IOException {
        HealthFile recorded = new HealthFile(file);

        List<HealthFinding> found = findings(recorded.read().observations());

        assertThat(found).isEqualTo(recorded.findings());
        String rule = file.getFileName().toString().replace(".jsonl", "");
        assertThat(found).extracting(HealthFinding::rule).containsExactly(rule);
        assertThat(found.get(0).step()).isLessThanOrEqualTo(500);
    }

    /** As of tokens with {@code context: none}: nothing could bring information into z. */
    @Test
    void aDecoderThatSeesNoLatentVariableDoesNotCollapse() throws IOException {
        List<HealthObservation> collapsed =
                new HealthFile(folder("provoked/posteriorCollapse.jsonl")).read().observations();
        for (double effect : new double[] {0, 1e-9}) {
            List<HealthObservation> seen = new ArrayList<>();
            for (HealthObservation one : collapsed) {
                Map<String, Double> signals = new LinkedHashMap<>(one.signals());
                signals.put(HealthObservation.LATENT_EFFECT, effect);
                seen.add(
                        new HealthObservation(
                                one.step(),
                                one.phase(),
                                one.weightMoves(),
                                signals,
                                one.klByUnit()));
            }
            assertThat(findings(seen)).hasSize(effect == 0 ? 0 : 1);
        }
    }

    @ParameterizedTest
    @MethodSource("sound")
    void aSoundRunHasNoFinding(Path file) throws IOException {
        assertThat(findings(new HealthFile(file).read().observations())).isEmpty();
    }

    /**
     * Returns the findings of a bound that rises on training data, and falls on validation data by
     * so much at each look.
     */
    private static List<HealthFinding> falling(double rise, double fall, double spread) {
        List<HealthObservation> seen = new ArrayList<>();
        for (int i = 0; i <= 10; i++) {
            double change = -fall * i;
            // The fall of an example deviates from the mean by up to the spread.
            double own = spread * i;
            Map<String, Double> signals =
                    Map.of(
                            HealthObservation.BOUND,
                            -100 + rise * i,
                            HealthObservation.VALIDATION_BOUND,
                            -100 + change);
            List<Double> bounds =
                    List.of(
                            -60 + change - own,
                            -140 + change + own,
                            -80 + change - own,
                            -120 + change + own);
            seen.add(
                    new HealthObservation(
                            50L * i, "all", false, signals, Map.of(), bounds, List.of()));
        }
        return findings(seen);
    }

    /**
     * A fall of 3 nats beside a gain of 20 was no finding. The error is over examples: 2 sd /
     * sqrt(n - 1).
     */
    @Test
    void aFallThatExceedsItsErrorIsOverfitting() {
        assertThat(falling(2, 0.3, 0.03))
                .singleElement()
                .matches(of -> of.rule().equals("overfitting"))
                .matches(of -> of.message().contains("by 2.7 ± 0.2,"), "message");
        assertThat(falling(2, 0.3, 0.3)).isEmpty();
        assertThat(falling(2, -0.3, 0.03)).isEmpty();
    }

    /** Also of one that still changes, unless it is at most 1, as in a warm-up. */
    @Test
    void aLargeWeightIsNamedAsTheCauseOfACollapse() throws IOException {
        List<HealthObservation> all =
                new HealthFile(folder("provoked/posteriorCollapse.jsonl")).read().observations();
        assertThat(weighted(all, 4, false))
                .contains("lower the weight of the KL (beta, training.klWeight), which is 4.00;");
        assertThat(weighted(all, 4, true)).contains("which is 4.00 and still changes;");
        assertThat(weighted(all, 1, false)).doesNotContain("which is").contains("warmup");
        assertThat(weighted(all, 0.5, true)).isEmpty();
    }

    /** Returns the remedies for a run with another weight of the KL. */
    private static String weighted(List<HealthObservation> all, double weight, boolean moves) {
        List<HealthObservation> seen = new ArrayList<>();
        for (HealthObservation one : all) {
            Map<String, Double> signals = new LinkedHashMap<>(one.signals());
            signals.put(HealthObservation.EFFECTIVE_BETA, weight);
            seen.add(new HealthObservation(one.step(), one.phase(), moves, signals, Map.of()));
        }
        return String.join("", findings(seen).stream().map(HealthFinding::remedy).toList());
    }

    /** The loss before the first step, at best, and in the end. */
    @ParameterizedTest
    @CsvSource({
        "4000, 3700, 4050, true",
        "-1000, -1050, -951, true",
        "0.69, 0.25, 1.3, true",
        "4.2, 4.19, 4.5, false",
        "1112, 1110, 1130, false"
    })
    void aDivergenceIsMoreThanTheLossWanders(
            double first, double best, double last, boolean found) {
        List<HealthObservation> all = new ArrayList<>();
        for (double loss : new double[] {first, best, last, last}) {
            Map<String, Double> signals =
                    Map.of(HealthObservation.LOSS, loss, HealthObservation.BOUND, -loss);
            all.add(new HealthObservation(50L * all.size(), "all", false, signals, Map.of()));
        }
        assertThat(findings(all)).hasSize(found ? 1 : 0);
    }

    @ParameterizedTest
    @MethodSource("provoked")
    void aResumedMonitorFindsTheSame(Path file) throws IOException {
        List<HealthObservation> all = new HealthFile(file).read().observations();
        List<HealthFinding> whole = findings(all);
        for (int kept = 1; kept < all.size(); kept++) {
            HealthMonitor resumed = new HealthMonitor(RULES, all.subList(0, kept));
            List<HealthFinding> found = new ArrayList<>(findings(all.subList(0, kept)));
            all.subList(kept, all.size()).forEach(seen -> found.addAll(resumed.hear(seen)));
            assertThat(found).isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @MethodSource("provoked")
    void aRuleFindsNothingInFewOrAbsentOrNonFiniteSignals(Path file) throws IOException {
        List<HealthObservation> all = new HealthFile(file).read().observations();
        RULES.forEach(
                (name, rule) -> {
                    assertThat(rule.examine(new Observations(all.subList(0, 1)))).isEmpty();
                    assertThat(rule.examine(new Observations(with(all, false, Map.of()))))
                            .isEmpty();
                    Map<String, Double> bad = new LinkedHashMap<>();
                    all.get(0).signals().keySet().forEach(signal -> bad.put(signal, Double.NaN));
                    assertThat(rule.examine(new Observations(with(all, false, bad)))).isEmpty();
                });
    }

    @Test
    void noCollapseIsNamedDuringAWarmUpOrWithoutAWeight() throws IOException {
        for (String rule : List.of("posteriorCollapse", "vanishingConcentration")) {
            List<HealthObservation> all =
                    new HealthFile(folder("provoked").resolve(rule + ".jsonl"))
                            .read()
                            .observations();
            List<HealthObservation> moving =
                    all.stream()
                            .map(
                                    seen ->
                                            new HealthObservation(
                                                    seen.step(),
                                                    seen.phase(),
                                                    true,
                                                    seen.signals(),
                                                    Map.of()))
                            .toList();
            assertThat(findings(moving)).isEmpty();
            List<HealthObservation> weightless =
                    all.stream()
                            .map(
                                    seen -> {
                                        Map<String, Double> signals =
                                                new LinkedHashMap<>(seen.signals());
                                        signals.put(HealthObservation.EFFECTIVE_BETA, 0.0);
                                        return new HealthObservation(
                                                seen.step(),
                                                seen.phase(),
                                                false,
                                                signals,
                                                Map.of());
                                    })
                            .toList();
            assertThat(findings(weightless)).isEmpty();
        }
    }

    private static List<HealthObservation> with(
            List<HealthObservation> all, boolean moves, Map<String, Double> signals) {
        return all.stream()
                .map(
                        seen ->
                                new HealthObservation(
                                        seen.step(), seen.phase(), moves, signals, Map.of()))
                .toList();
    }
}
