// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.paper;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.Method;
import org.vaelab.framework.record.ModelFacts.LeftOut;
import org.vaelab.framework.record.ModelFacts.Missing;
import org.vaelab.framework.record.ModelFacts.Preparation;
import org.vaelab.framework.record.ModelFacts.Training;
import org.vaelab.framework.record.RecordMapper;
import org.vaelab.framework.record.SearchRecord;
import org.vaelab.framework.record.SettingChange;
import org.vaelab.reports.Report;
import org.vaelab.reports.ReportFolder;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.render.Content;
import org.vaelab.reports.render.Format;
import org.vaelab.testkit.reports.Records;

/** Each sentence on the setup holds for every model that it speaks of. */
class SetupTest {

    private static final String ADAM =
            """
            {"training": {"steps": 20, "batch": 10,
              "optimizer": {"type": "adam", "learningRate": 0.001, "epsilon": 1e-8}},
             "network": {"encoder": "mlp", "hidden": [8]}}
            """;

    private static final Method PAPER =
            new Method("adam", "optimizer", "kingma2015", "@misc{kingma2015, title = {Adam}}");

    @TempDir Path folder;

    private final Records records =
            new Records().words(Map.of("adam", "Adam", "mlp", "fully connected"));

    private static String setup(Comparison comparison) {
        return PaperFiles.of(comparison, new Content("", "", List.of())).get("setup.tex");
    }

    private String setup() {
        return setup(records.comparison());
    }

    private static Map<String, Estimate> exact(double value) {
        return Map.of("elbo", new Estimate(value, 0.1, "nats", EstimateKind.EXACT, 0));
    }

    @Test
    void stepsThatFitAPriorAreSaid() {
        records.config(ADAM).runs("vae", "elbo", 50, -1, -2);
        records.config(ADAM.replace("\"steps\": 20", "\"steps\": 20, \"priorSteps\": 30"))
                .runs("fitted", "elbo", 50, -1, -2);
        assertThat(setup())
                .contains(
                        "for 20 steps on minibatches of 10 examples.",
                        "For model fitted, training has a second phase of 30 steps, which fits"
                                + " the prior to the codes of the trained model and changes nothing"
                                + " else.");
    }

    @Test
    void theSecondPhaseNamesWhatItFitsAndItsOptimiser() {
        String own = "\"priorOptimizer\": {\"type\": \"sgd\", \"learningRate\": 0.5}";
        records.config(ADAM.replace("\"steps\": 20", "\"steps\": 20, \"priorSteps\": 30, " + own))
                .parts(Map.of("prior", "made"))
                .runs("vq", "elbo", 50, -1, -2);
        assertThat(setup())
                .contains(
                        "Training has a second phase of 30 steps by sgd at a learning rate of $0.5$,"
                                + " which fits a made prior to the codes of the trained model and"
                                + " changes nothing else.");
    }

    @Test
    void closedFormUpdatesAreNotTheOptimisers() {
        records.config(ADAM).trained(Map.of(), PAPER).runs("vae", "elbo", 50, -1, -2);
        records.training(new Training(null, null, true, null, null)).run("mixture", exact(-3));
        assertThat(setup())
                .contains(
                        "All models are trained for 20 steps on minibatches of 10 examples.",
                        "Model vae is trained by Adam~\\cite{kingma2015} at a learning rate of"
                                + " $10^{-3}$.",
                        "Model mixture is trained by the updates of its objective",
                        "For model vae, the optimiser has $\\epsilon = 10^{-8}$.",
                        "Model vae is trained with two random seeds.",
                        "Model mixture is trained with one random seed.")
                .doesNotContain("All models are trained by");
    }

    @Test
    void kindAndDrawsAreThoseOfTheModelsWithTheValue() {
        records.runs("a", "elbo", 50, -1).runs("b", "elbo", 100, -2).run("m", exact(-3));
        assertThat(setup())
                .contains(
                        "We report ELBO as a lower bound from $K = 50$ draws per example for model"
                                + " a; as a lower bound from $K = 100$ draws per example for model"
                                + " b; exactly for model m.");
    }

    @Test
    void equalModelsAreOneSubject() {
        records.config(ADAM).runs("a", "elbo", 5, -1).runs("b", "elbo", 5, -2);
        assertThat(setup())
                .contains(
                        "All models are trained by Adam at a learning rate of $10^{-3}$ for 20"
                                + " steps on minibatches of 10 examples.",
                        "The networks are fully connected and have one hidden layer of 8 units.",
                        "Each model is trained with one random seed.",
                        "We report ELBO as a lower bound from $K = 5$ draws per example.");
    }

    @Test
    void aModelWithoutRecordsIsNotSpokenOf() {
        records.parts(Map.of("prior", "vamp")).runs("a", "elbo", 5, -1, -2);
        records.failed("a");
        records.parts(Map.of()).failed("b");
        assertThat(setup())
                .contains(
                        "Model a has a vamp prior.",
                        "Two of four runs have failed.",
                        "We report ELBO as a lower bound from $K = 5$")
                .doesNotContain("All models have");
    }

    @Test
    void eachSentenceStandsOnce() {
        records.config(ADAM).parts(Map.of("prior", "vamp", "estimator", "iwae"), "R^2");
        records.runs("a", "elbo", 5, -1, -2).parts(Map.of("prior", "made"), "R^3", "R^2");
        records.runs("b", "elbo", 5, -1, -2);
        assertThat(setup().lines().filter(line -> line.matches("[A-Z].*\\.")))
                .hasSizeGreaterThan(8)
                .doesNotHaveDuplicates();
    }

    @Test
    void aNameThatEndsWithItsKindDoesNotRepeatIt() {
        Map<String, String> parts =
                Map.of(
                        "prior", "logistic-normal-prior",
                        "posterior", "arc-posterior",
                        "regularizer", "target-regularizer");
        records.parts(parts).runs("a", "elbo", 5, -1);
        assertThat(setup())
                .contains("an arc posterior", "a logistic normal prior", "a target regularizer")
                .doesNotContain("regularizer regulariser", "prior prior", "posterior posterior");
    }

    @Test
    void otherNetworksAreNamed() {
        records.config(ADAM).runs("a", "elbo", 5, -1).runs("b", "elbo", 5, -2);
        records.runs("c", "elbo", 5, -2).config("{}").runs("d", "elbo", 5, -2);
        assertThat(setup()).contains("The networks of all models except d are fully connected");
    }

    @Test
    void aDecoderOfItsOwnAndGatesAreNamed() {
        records.config("{\"network\": {\"encoder\": \"gru\", \"decoder\": {\"type\": \"mlp\"}}}");
        records.runs("a", "elbo", 5, -1);
        records.config("{\"network\": {\"encoder\": \"mlp\", \"gated\": true}}");
        records.runs("b", "elbo", 5, -1);
        assertThat(setup())
                .contains("encoders that are gru and decoders that are fully connected")
                .contains("gated and fully connected");
    }

    @Test
    void missingCellsAndClassesLeftOutAreSaid() {
        records.config("{\"data\": {\"path\": \"/home/jane/patients.csv\"}}")
                .prepared(
                        new Preparation(
                                null,
                                false,
                                Map.of(),
                                new LeftOut("class", List.of("c2"), 312),
                                new Missing(0.102, 0.05),
                                List.of("a", "b_1", "c", "d", "e", "f")))
                .runs("a", "elbo", 5, -1);
        records.without("class", "c2").runs("b", "elbo", 5, -1);
        assertThat(setup())
                .contains(
                        "The data set patients.csv has 10 training",
                        "For model a, 10.2 \\% of the training values and 5.0 \\% of the test values are missing.",
                        "For model a, 6 constant columns are left out of the data: a, b\\_1, c, d, e and 1 more.",
                        "\n312 examples of class c2 fell into the training data and were left out.",
                        "\nTraining leaves out the examples of class c2, and the test has them.")
                .doesNotContain("jane");
    }

    @Test
    void otherDataWithTheSameNameAndSizeAreToldApart() {
        records.data("0123456789abcdef", "1x2x2").runs("a", "elbo", 5, -1);
        records.data("fedcba9876543210", "1x2x2").runs("b", "elbo", 5, -1);
        assertThat(setup())
                .contains(
                        "Model a uses the data set toy, which has 10 training",
                        "(checksum 0123456789ab).",
                        "(checksum fedcba987654).");
    }

    @Test
    void aConditionIsThatOfItsModel() {
        records.runs("a", "elbo", 5, -1).given("class", 10).runs("b", "elbo", 5, -1);
        assertThat(setup()).contains("For model b, the likelihood is that of x given class (10).");
    }

    @Test
    void aSearchIsThatOfItsModel() throws IOException {
        records.runs("a", "elbo", 5, -1).runs("b", "elbo", 5, -1);
        assertThat(setup(records.comparison(search("b"))))
                .contains(
                        "The settings latent of model b are the best of 1 trials (random search) by"
                                + " ELBO on validation data, each with two seeds, which the"
                                + " reported runs do not share.");
    }

    private static SearchRecord search(String model) throws IOException {
        String json =
                """
                {"schema": 2, "model": "%s", "over": {"latent": [2, 3]}, "method": "random",
                 "budget": 1, "seed": 1, "eta": 1, "rungs": [20], "seeds": [1, 2], "finalSeeds": [3], "by": "elbo",
                 "unit": "nats", "direction": "higher", "best": 1,
                 "trials": [{"number": 1, "values": {"latent": 2}, "results": []}]}
                """
                        .formatted(model);
        return RecordMapper.read(
                json.getBytes(StandardCharsets.UTF_8), SearchRecord.class, "search.json");
    }

    @Test
    void dataAreCalledByTheNameInTheConfig() throws IOException {
        records.config("{\"data\": {\"name\": \"cohort\", \"path\": \"/home/jane/patients.csv\"}}")
                .runs("a", "elbo", 5, -1);
        assertThat(setup(records.comparison())).contains("The data set cohort has");
    }

    @Test
    void filesForAPaperShowNoFolders() throws IOException {
        TextNode path = TextNode.valueOf("/home/jane/old.csv");
        records.config("{\"data\": {\"path\": \"/home/jane/patients.csv\"}}")
                .budget("small", new SettingChange("data.path", path, path, "small"))
                .runs("a", "elbo", 5, -1);
        records.config("{\"data\": {\"path\": \"C:\\\\jane\\\\others.csv\"}}")
                .runs("b", "elbo", 5, -1);
        Comparison comparison = records.comparison();
        Path place = folder.resolve("report");
        Report.of(comparison, Set.of(Format.LATEX), List.of(), part -> {})
                .write(new ReportFolder(place));
        try (Stream<Path> files = Files.walk(place)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".tex")).toList()) {
                assertThat(Files.readString(file)).as(file.toString()).doesNotContain("jane");
            }
        }
        assertThat(place.resolve("tables/differences.tex")).content().contains("patients.csv");
        assertThat(place.resolve("tables/changes.tex")).content().contains("old.csv");
    }
}
