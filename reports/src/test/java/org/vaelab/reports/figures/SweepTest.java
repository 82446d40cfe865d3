// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.record.DiagnosticsFolder;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RecordMapper;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.ComparedRun;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.testkit.reports.Records;

class SweepTest {

    /** Builds a comparison of models with these configs, each with two seeds. */
    private static Comparison comparison(Map<String, Consumer<ObjectNode>> configs) {
        Records records = new Records();
        double value = -100;
        for (String name : configs.keySet()) {
            for (int seed = 0; seed < 2; seed++) {
                Map<String, Estimate> metrics = new LinkedHashMap<>();
                metrics.put("elbo", Records.bound(value, 1));
                metrics.put("reconstruction", Records.bound(value + 20 + seed, 1));
                metrics.put("kl", Records.bound(20 + seed, 1));
                records.run(name, metrics);
                value++;
            }
        }
        Comparison plain = records.comparison();
        List<ComparedModel> models = new ArrayList<>();
        for (ComparedModel model : plain.models()) {
            List<ComparedRun> runs = new ArrayList<>();
            for (ComparedRun run : model.runs()) {
                ObjectNode config = JsonNodeFactory.instance.objectNode();
                config.put("model", model.name()).put("seed", run.planned().seed());
                configs.getOrDefault(model.name(), c -> {}).accept(config);
                PlannedRun planned =
                        new PlannedRun(
                                model.name(),
                                "gaussian",
                                run.planned().seed(),
                                RecordMapper.hash(config),
                                config);
                runs.add(
                        new ComparedRun(
                                planned,
                                new RunFolder(Path.of("none")),
                                run.record(),
                                run.training(),
                                List.of(),
                                List.of(),
                                Map.of(),
                                new DiagnosticsFolder(Path.of("none"))));
            }
            models.add(new ComparedModel(model.name(), "gaussian", runs));
        }
        return Records.comparison(plain.plan(), models);
    }

    private static Map<String, Consumer<ObjectNode>> betas(double... betas) {
        Map<String, Consumer<ObjectNode>> configs = new LinkedHashMap<>();
        for (double beta : betas) {
            configs.put("b,beta=" + beta, c -> c.putObject("beta").put("value", beta));
        }
        return configs;
    }

    @Test
    void keysAreThoseThatTheUserWrote() {
        Map<String, Consumer<ObjectNode>> configs = new LinkedHashMap<>();
        for (double beta : new double[] {0.5, 1}) {
            for (int latent : new int[] {2, 4}) {
                configs.put(
                        "b,beta=" + beta + ",latent=" + latent,
                        c ->
                                c.put("latent", latent)
                                        .putObject("beta")
                                        .put("type", "constant")
                                        .put("value", beta));
            }
        }
        assertThat(Sweep.of(comparison(configs)))
                .extracting(sweep -> sweep.key() + " of " + sweep.name())
                .containsExactlyInAnyOrder(
                        "beta of b, latent = 2",
                        "beta of b, latent = 4",
                        "latent of b, beta = 0.5",
                        "latent of b, beta = 1.0");
    }

    @Test
    void modelsThatDifferInANumberAreASweepInItsOrder() {
        Map<String, Consumer<ObjectNode>> configs = betas(4, 0.25, 1);
        configs.put("other", c -> c.put("latent", 7));
        List<Sweep> sweeps = Sweep.of(comparison(configs));
        assertThat(sweeps).hasSize(1);
        assertThat(sweeps.get(0).key()).isEqualTo("beta");
        assertThat(sweeps.get(0).points()).extracting(Sweep.At::value).containsExactly(.25, 1., 4.);
    }

    @Test
    void aGridHasALineForEachValueOfTheOtherKeys() {
        Map<String, Consumer<ObjectNode>> configs = new LinkedHashMap<>();
        for (int latent : new int[] {2, 8}) {
            for (String activation : new String[] {"relu", "tanh"}) {
                configs.put(
                        "g,latent=" + latent + ",activation=" + activation,
                        c -> c.put("latent", latent).put("activation", activation));
            }
        }
        List<Sweep> sweeps = Sweep.of(comparison(configs));
        assertThat(sweeps).extracting(Sweep::key).containsExactly("latent", "latent");
        assertThat(sweeps)
                .extracting(Sweep::name)
                .containsExactly("g, activation = relu", "g, activation = tanh");
    }

    @Test
    void keysThatChangeTogetherAreOne() {
        Map<String, Consumer<ObjectNode>> configs = new LinkedHashMap<>();
        for (int size : new int[] {1, 2, 3}) {
            configs.put("s,size=" + size, c -> c.put("size", size).put("twice", 2 * size));
        }
        assertThat(Sweep.of(comparison(configs))).extracting(Sweep::key).containsExactly("size");
    }

    @Test
    void aMetricIsDrawnAgainstTheSweptNumber() {
        List<Figure> figures = SweptMetric.of(comparison(betas(0.25, 1, 4)));
        assertThat(figures).extracting(Figure::id).containsExactly("sweep-beta-elbo");
        Figure figure = figures.get(0);
        assertThat(figure.csv())
                .startsWith("sweep,model,beta,seeds,mean,")
                .contains("\"b,beta=0.25\",0.25,2,-99.5,");
        assertThat(figure.latex(Width.COLUMN))
                .contains("(0.25,-99.5) (1,-97.5) (4,-95.5)")
                .doesNotContain("xmode=log");
        assertThat(SweptMetric.of(comparison(betas(0.01, 1))).get(0).latex(Width.COLUMN))
                .contains("xmode=log", "xtick={0.01,1}");
    }

    @Test
    void noFigureWithoutASweep() {
        assertThat(SweptMetric.of(comparison(betas(1)))).isEmpty();
        Comparison failed = new Records().failed("a,b=1").failed("a,b=2").comparison();
        assertThat(SweptMetric.of(failed)).isEmpty();
    }

    @Test
    void thePlaneJoinsThePointsOfASweepAndNamesTheirValues() {
        String source = TradeOff.of(comparison(betas(4, 0.25))).orElseThrow().latex(Width.COLUMN);
        assertThat(source)
                .as("the point of 0.25 first, though its model is the second")
                .contains("(20.5,77) (20.5,79)", "{$0.25$}", "{$4$}", " nats}");
    }
}
