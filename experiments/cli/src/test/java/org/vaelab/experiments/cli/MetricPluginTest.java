// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.framework.record.RunRecord;

/** A metric of a plugin with two settings: in a config, in what describes it, and in a report. */
final class MetricPluginTest {

    private static final String METRIC =
            """
            package org.example.worst;

            import java.util.Arrays;
            import org.vaelab.framework.evaluation.Measurement.Measured;
            import org.vaelab.framework.evaluation.Metric;
            import org.vaelab.framework.evaluation.MetricContext;
            import org.vaelab.framework.evaluation.bound.BoundOrEstimate;
            import org.vaelab.framework.record.Estimate;
            import org.vaelab.framework.record.EstimateKind;
            import org.vaelab.framework.record.MetricDescription;
            import org.vaelab.framework.record.MetricDescription.Direction;
            import org.vaelab.framework.settings.Counts;
            import org.vaelab.framework.settings.Part;
            import org.vaelab.framework.settings.Setting;

            /** The ELBO of the worst test examples. */
            @Part("worst")
            public record Worst(
                    @Setting(value = "share of the test examples, from 0 to 1", defaultValue = "0.1")
                            double share,
                    @Setting(value = "what is taken of them", defaultValue = "mean") Statistic statistic)
                    implements Metric {

                public enum Statistic { MEAN, BEST }

                public Worst {
                    Counts.inRange("share", share, 0, 1);
                }

                @Override
                public MetricDescription description() {
                    return MetricDescription.of(
                                    "Worst ELBO", Direction.HIGHER, "The ELBO of the worst examples.")
                            .in("nats", EstimateKind.LOWER_BOUND);
                }

                @Override
                public Measured measure(MetricContext subject) {
                    double[] elbo = BoundOrEstimate.BOUND.of(subject).values();
                    Arrays.sort(elbo);
                    int n = Math.max(1, (int) (share * elbo.length));
                    double value =
                            statistic == Statistic.BEST
                                    ? elbo[n - 1]
                                    : Arrays.stream(elbo, 0, n).average().orElseThrow();
                    return new Measured(
                            Estimate.withoutError(value, "nats", EstimateKind.LOWER_BOUND, 1), n);
                }
            }
            """;

    private static final String MODULE =
            """
            package org.example.worst;
            public final class Plugin extends org.vaelab.framework.plugin.VaeLabModule {
                @Override
                protected void announce() {
                    part(Worst.class);
                }
            }
            """;

    @TempDir Path temporary;

    private final Terminal terminal = new Terminal();
    private Path jar;

    @BeforeEach
    void compile() throws IOException {
        jar =
                new JarOf()
                        .module("org.example.worst.Plugin")
                        .source(METRIC)
                        .source(MODULE)
                        .write(temporary.resolve("worst.jar"));
    }

    private int vaelab(String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of("--plugin", jar.toString()));
        return terminal.vaelab(all.toArray(String[]::new));
    }

    private Path config(String metrics) throws IOException {
        return Files.writeString(
                temporary.resolve("config.yaml"),
                """
                name: worst
                data: {source: sprites, size: 16, train: 40, test: 20}
                seeds: [1]
                runtime: {threads: 1}
                network: {hidden: [4]}
                training: {steps: 2, batch: 10}
                evaluation:
                  importanceSamples: 2
                  metrics: [%s]
                report: {formats: [markdown]}
                models:
                  vae: {variant: gaussian, latent: 2}
                """
                        .formatted(metrics));
    }

    private RunRecord run(String metrics) throws IOException {
        Path out = Files.createTempDirectory(temporary, "out");
        Path config = config(metrics);
        assertThat(vaelab("compare", config.toString(), "--out", out.toString()))
                .as("%s", terminal)
                .isZero();
        assertThat(Files.readString(out.resolve("report/report.md"))).contains("Worst ELBO");
        return new Trained(config, out).record("vae");
    }

    @Tag("full")
    @Test
    void settingsOfAConfigReachTheMetricAndTheRecord() throws IOException {
        RunRecord usual = run("worst");
        RunRecord written = run("{type: worst, statistic: mean, share: 0.1}");
        RunRecord more = run("activeUnits, {type: worst, share: 0.5}");
        RunRecord best = run("activeUnits, {type: worst, share: 0.5, statistic: best}");
        assertThat(usual.provenance().evaluatedData()).containsEntry("worst", 2L);
        assertThat(more.provenance().evaluatedData()).containsEntry("worst", 10L);
        assertThat(written.provenance().config()).isEqualTo(usual.provenance().config());
        assertThat(more.metrics().get("worst").value())
                .isGreaterThan(usual.metrics().get("worst").value())
                .isLessThan(best.metrics().get("worst").value());
        assertThat(best.provenance().config().at("/evaluation/metrics").toString())
                .isEqualTo(
                        "[\"activeUnits\",{\"type\":\"worst\",\"share\":0.5,\"statistic\":\"best\"}]");
    }

    @Tag("full")
    @Test
    void settingsAreDescribedAndInTheSchema() throws IOException {
        assertThat(vaelab("describe", "worst")).isZero();
        assertThat(terminal.out())
                .contains("The ELBO of the worst examples.", "Plugin (worst.jar)")
                .containsPattern("share +number +0.1 +share of the test examples, from 0 to 1")
                .containsPattern("statistic +mean \\| best +mean +what is taken of them")
                .contains("evaluation: {metrics: [{type: worst, share: 0.1, statistic: mean}]}");
        assertThat(vaelab("schema")).isZero();
        JsonNode schema = new ObjectMapper().readTree(terminal.out());
        JsonNode worst = schema.at("/definitions/Worst/properties");
        assertThat(worst.at("/share/maximum").asDouble()).isEqualTo(1);
        assertThat(worst.at("/statistic/enum").toString()).isEqualTo("[\"mean\",\"best\"]");
        assertThat(schema.at("/properties/evaluation").toString()).contains("#/definitions/Metric");
    }

    @Tag("full")
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{type: worst, shares: 1} | metrics[0].shares: unknown key 'shares'|did you mean 'share'?",
                "{type: worst, share: half} | metrics[0].share: is half (text), expected a number|",
                "{type: worst, share: 2} | metrics[0].share: must be from 0 to 1, is 2|",
                "{type: worst, statistic: least} | unknown value 'least'|mean, best",
                "{share: 1} | metrics[0]: is {\"share\":1}, expected a name|",
                "{type: worts} | metrics[0].type: unknown metric 'worts'|did you mean 'worst'?",
                "'worst, {type: worst, share: 0.2}' | metrics[1]: metric 'worst' stands here twice|leave one",
                "{type: kl, share: 1} | metrics[0].share: unknown key 'share'|",
            })
    void errorsAreThoseOfAnyPart(String metrics, String problem, String hint) throws IOException {
        assertThat(vaelab("compare", config(metrics).toString(), "--dry-run")).isEqualTo(2);
        assertThat(terminal.err()).contains("config.yaml:9: evaluation.", problem);
        assertThat(terminal.err()).contains(hint == null ? "" : hint);
    }
}
