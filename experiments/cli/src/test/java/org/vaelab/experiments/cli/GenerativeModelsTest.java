// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.ModelFacts;

/** Conditions, hierarchies and inferences, from a config to records, samples and codes. */
@Tag("full")
final class GenerativeModelsTest {

    private static final String CONFIG =
            """
            name: generative
            data: {source: sprites, size: 16, train: 400, test: 40}
            network: {hidden: [32], latentHidden: [16]}
            training: {steps: 60, batch: 20, checkpointEvery: 30}
            evaluation: {importanceSamples: 20, importanceExamples: 20, metrics: [activeUnits]}
            report: {formats: [html]}
            models:
              conditional: {variant: gaussian, latent: 3, condition: [shape, scale]}
              hierarchy: {variant: gaussian, latent: "normal(2) > sphere(2) x normal(3)"}
              svi: {variant: gaussian, latent: 3, inference: {type: svi, steps: 2}}
              refined:
                variant: gaussian
                latent: 3
                training: {steps: 300, batch: 20, checkpointEvery: 300}
                evaluation: {samples: 20, importanceExamples: 40, inference: {type: svi, steps: 100}}
            """;

    @TempDir private static Path temporary;

    private static Trained trained;

    private final Terminal terminal = new Terminal();

    @BeforeAll
    static void train() throws IOException {
        trained = Trained.of(CONFIG, temporary);
    }

    @Test
    void aConditionIsRecorded() throws IOException {
        assertThat(trained.record("conditional").provenance().facts().likelihood().condition())
                .containsKeys("shape", "scale");
        assertThat(trained.record("conditional").metrics()).containsKeys("elbo", "logLikelihood");
    }

    @Test
    void samplesAreDrawnUnderACondition() throws IOException {
        List<String> first = samples("conditional", "shape=square", "scale=1");
        assertThat(first).hasSize(7).isEqualTo(samples("conditional", "shape=square", "scale=1"));
        assertThat(samples("conditional", "shape=heart", "scale=1")).isNotEqualTo(first);
    }

    private List<String> samples(String model, String... conditions) throws IOException {
        Path file = temporary.resolve("samples.csv");
        List<String> arguments =
                Stream.concat(
                                Stream.of(
                                        "sample",
                                        trained.run(model).toString(),
                                        "--count",
                                        "6",
                                        "--out",
                                        file.toString()),
                                Stream.of(conditions).flatMap(c -> Stream.of("--condition", c)))
                        .toList();
        assertThat(terminal.vaelab(arguments.toArray(String[]::new))).as("%s", terminal).isZero();
        return Files.readAllLines(file);
    }

    @Test
    void aConditionThatIsNoneIsRefused() throws IOException {
        String run = trained.run("conditional").toString();
        assertThat(terminal.vaelab("sample", run, "--condition", "0")).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("which of shape, scale is meant?");
        assertThat(terminal.vaelab("sample", run, "--condition", "shape=circle"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("'shape' has no value 'circle'");
        assertThat(terminal.vaelab("sample", run, "--condition", "colour=1"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("conditioned on shape, scale, not on 'colour'");
        assertThat(terminal.vaelab("sample", trained.run("svi").toString(), "--condition", "1"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("this model is not conditioned on anything");
    }

    @Test
    void theKlOfEveryLayerIsRecorded() throws IOException {
        Map<String, Estimate> metrics = trained.record("hierarchy").metrics();
        assertThat(metrics)
                .containsKeys("kl", "kl.normal", "kl.product.sphere", "kl.product.normal");
        double sum =
                metrics.get("kl.normal").value()
                        + metrics.get("kl.product.sphere").value()
                        + metrics.get("kl.product.normal").value();
        assertThat(sum).isCloseTo(metrics.get("kl").value(), within(1e-9));
        ModelFacts facts = trained.record("hierarchy").provenance().facts();
        assertThat(facts.parts()).containsEntry("posterior", "normal(2) > sphere(2) x normal(3)");
        assertThat(facts.spaces()).containsExactly("R^2", "S^2 x R^3");
    }

    @Test
    void codesAreThoseOfAllLayers() throws IOException {
        Path file = temporary.resolve("codes.csv");
        assertThat(
                        terminal.vaelab(
                                "encode",
                                trained.run("hierarchy").toString(),
                                "--out",
                                file.toString()))
                .isZero();
        assertThat(Files.readAllLines(file).get(0))
                .endsWith(
                        "normal.z0,normal.z1,product.z0,product.z1,product.z2,product.z3,"
                                + "product.z4,product.z5");
    }

    @Test
    void aRefinedPosteriorHasTheBetterBound() throws IOException {
        Map<String, Estimate> metrics = trained.record("refined").metrics();
        assertThat(metrics).containsKeys("elbo.svi", "logLikelihood.refined");
        Estimate gap = metrics.get("amortizationGap");
        assertThat(gap.value()).isGreaterThan(3 * gap.standardError()).isPositive();
    }

    /**
     * The parameters of each datum are in the checkpoint: a second training gives the same record.
     */
    @Test
    void inferenceWithoutAnEncoderIsReproduced() throws IOException {
        assertThat(trained.record("svi").provenance().facts().parts())
                .containsEntry("inference", "svi");
        assertThat(terminal.vaelab("reproduce", trained.run("svi").toString()))
                .as("%s", terminal)
                .isZero();
        assertThat(terminal.vaelab("evaluate", trained.run("svi").toString()))
                .as("%s", terminal)
                .isZero();
    }

    @Test
    void aFinishedRunIsEvaluatedWithAnotherInference() throws IOException {
        assertThat(
                        terminal.vaelab(
                                "evaluate",
                                trained.run("conditional").toString(),
                                "--set",
                                "evaluation.inference={type: svi, steps: 3}"))
                .as("%s", terminal)
                .isZero();
        assertThat(terminal.out()).contains("elbo.svi", "amortizationGap");
    }
}
