// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.Label;
import org.vaelab.framework.record.Method;
import org.vaelab.framework.record.RunRecord;

/** What a config says about the report alone, and what the records say about the model. */
final class LabelledCompareTest {

    private static final String CONFIG =
            """
            # First.
            name: labelled
            data: {source: sprites, size: 16, train: 100, test: 20}
            network: {hidden: [8]}
            training: {steps: 3, batch: 20}
            evaluation: {importanceSamples: 5, importanceExamples: 10, metrics: [activeUnits]}
            models:
              b: {variant: beta, label: "β = {beta}", sweep: {beta: [1, 4]}}
              vq: {variant: vq, positions: 2, codebookSize: 4, codeDimension: 2}
            report: {formats: [markdown, latex], sections: [cost, protocol]}
            """
                    .replace("variant: beta,", "variant: beta, latent: 2,");

    @TempDir private static Path shared;

    private static Trained trained;

    @TempDir Path temporary;

    @BeforeAll
    static void train() throws IOException {
        trained = Trained.of(CONFIG, shared);
    }

    private static String report(Trained of) throws IOException {
        return Files.readString(of.folder().resolve("report/report.md"));
    }

    @Test
    void aSweptModelHasItsLabels() throws IOException {
        ComparisonPlan plan = new ComparisonFolder(trained.folder()).readPlan();
        assertThat(plan.labels())
                .containsEntry("b,beta=1", new Label("β = 1", "$\\beta$ = 1"))
                .containsEntry("b,beta=4", new Label("β = 4", "$\\beta$ = 4"))
                .hasSize(2);
        assertThat(plan.source()).isEqualTo(CONFIG);
        assertThat(plan.runs()).noneMatch(run -> run.config().has("label"));
    }

    @Test
    void theReportHasItsSectionsAndTheConfig() throws IOException {
        assertThat(report(trained).lines().filter(line -> line.startsWith("## ")))
                .containsExactly("## Cost", "## Protocol and provenance");
        assertThat(trained.folder().resolve("report/config.yaml")).hasContent(CONFIG);
        assertThat(report(trained)).contains("`./vaelab compare config.yaml --out runs/again`");
    }

    @Test
    void aChangedLabelTrainsNothing() throws IOException {
        Trained copy = trained.copy(temporary.resolve("copy"));
        Path changed = temporary.resolve("changed.yaml");
        String text = CONFIG.replace("# First.", "# Second.").replace("= {beta}", "→ {beta}");
        Files.writeString(changed, text);
        Terminal terminal = new Terminal();
        terminal.compare(changed, copy.folder());
        assertThat(terminal.toString()).contains("complete already, kept");
        ComparisonPlan plan = new ComparisonFolder(copy.folder()).readPlan();
        assertThat(plan.labels().get("b,beta=1"))
                .isEqualTo(new Label("β → 1", "$\\beta$ $\\rightarrow$ 1"));
        assertThat(plan.source()).startsWith("# Second.");
        assertThat(copy.folder().resolve("report/config.yaml")).hasContent(text);
        assertThat(copy.runs()).hasSameSizeAs(trained.runs());
        assertThat(report(copy)).contains("β → 1");
    }

    @Test
    void aRecordHoldsParametersAndMethods() throws IOException {
        RunRecord beta = trained.record("b,beta=1");
        assertThat(beta.parameters())
                .containsEntry("encoder", 256L * 8 + 8 + 8 * 4 + 4)
                .containsEntry("decoder", 2L * 8 + 8 + 8 * 256 + 256)
                .hasSize(2);
        assertThat(beta.trainedParameters()).hasValue(2092 + 2328);
        assertThat(beta.methods())
                .extracting(method -> method.key() + " " + method.kind() + " " + method.part())
                .containsExactly(
                        "burda2016 metric activeUnits",
                        "burda2016 metric logLikelihood",
                        "higgins2017 regularizer beta",
                        "kingma2014 estimator elbo",
                        "kingma2014 posterior diagonal-normal",
                        "kingma2015 optimizer adam",
                        "matthey2017 data source sprites");
        assertThat(beta.methods()).extracting(Method::bibtex).allMatch(b -> b.startsWith("@"));
        assertThat(beta.words())
                .containsEntry("diagonal-normal", "diagonal Normal")
                .containsEntry("adam", "Adam")
                .containsEntry("mlp", "fully connected");
        RunRecord vq = trained.record("vq");
        assertThat(vq.parameters().keySet())
                .contains("encoder", "decoder", "state.posterior.codebook.codes");
        assertThat(vq.methods()).extracting(Method::key).contains("oord2017");
    }
}
