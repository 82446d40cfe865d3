// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.FolderTree;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.training.Checkpoint;
import org.vaelab.framework.training.CheckpointFile;

/** A config is edited, and compared in the same folder again. */
final class ChangedConfigTest {

    @TempDir Path temporary;

    private final Terminal terminal = new Terminal();

    private Path config(int steps, String training, String evaluation, String models)
            throws IOException {
        StringBuilder csv = new StringBuilder("a,b\n");
        for (int i = 0; i < 60; i++) {
            csv.append(i % 7).append(',').append(0.1 * (i * i % 11)).append('\n');
        }
        Files.writeString(temporary.resolve("points.csv"), csv);
        return Files.writeString(
                temporary.resolve("config.yaml"),
                "name: changed\n"
                        + "data: {source: table, path: points.csv, domain: real, validation: 0.2}\n"
                        + "network: {hidden: [8]}\n"
                        + "likelihood: gaussian\n"
                        + "training: {steps: %s, batch: 10%s}\n".formatted(steps, training)
                        + "evaluation: {importanceSamples: 10%s}\n".formatted(evaluation)
                        + "report: {formats: [html]}\n"
                        + "models:\n"
                        + models);
    }

    private Path out() {
        return temporary.resolve("out");
    }

    private static PlannedRun planned(Path out, String model) throws IOException {
        return new ComparisonFolder(out)
                .readPlan().runs().stream()
                        .filter(run -> run.model().equals(model))
                        .findFirst()
                        .orElseThrow();
    }

    private static RunFolder run(Path out, String model) throws IOException {
        return new ComparisonFolder(out).run(planned(out, model));
    }

    private static Checkpoint checkpoint(Path out, String model) throws IOException {
        return new CheckpointFile(run(out, model).checkpoint()).load().orElseThrow();
    }

    private static void assertEqual(Path one, Path other, String model) throws IOException {
        RunRecord record = run(one, model).readResult();
        assertThat(record.metrics()).isEqualTo(run(other, model).readResult().metrics());
        assertThat(run(one, model).perDatum()).hasSameBinaryContentAs(run(other, model).perDatum());
        Map<String, Checkpoint.Array> arrays = checkpoint(one, model).arrays();
        Map<String, Checkpoint.Array> others = checkpoint(other, model).arrays();
        assertThat(arrays.keySet()).isEqualTo(others.keySet());
        arrays.forEach(
                (name, array) -> {
                    assertThat(array.floats()).as(name).isEqualTo(others.get(name).floats());
                    assertThat(array.doubles()).as(name).isEqualTo(others.get(name).doubles());
                });
    }

    private static final String VAE = "  vae: {variant: gaussian, latent: 2}\n";
    private static final String LEARNED =
            "  vae: {variant: gaussian, latent: 2, prior: {type: mixture-of-normals, components: 2}}\n";
    private static final String SPHERE = "  sphere: {variant: vmf, latent: 2}\n";

    @Tag("full")
    @Test
    void whatIsUnchangedStaysAndTheRestIsTrained() throws IOException {
        terminal.compare(config(20, "", "", VAE + SPHERE), out());
        PlannedRun kept = planned(out(), "vae");
        PlannedRun gone = planned(out(), "sphere");
        Path result = run(out(), "vae").result();
        String before = Files.readString(result);

        String wide = "  wide: {variant: gaussian, latent: 1}\n";
        Path edited = config(20, "", "", VAE + wide);
        terminal.vaelab("compare", edited.toString(), "--out", out().toString(), "--dry-run");
        assertThat(terminal.out()).containsPattern("vae .* kept").containsPattern("wide .* new");
        assertThat(terminal.err())
                .contains(
                        "kept: 1 run; new: 1 run",
                        "no longer in the config, but still on disk: sphere seed 1");
        assertThat(new ComparisonFolder(out()).readPlan().former()).isEmpty();

        terminal.compare(edited, out());
        assertThat(Files.readString(result)).isEqualTo(before);
        assertThat(new ComparisonFolder(out()).readPlan().former()).containsExactly(gone);
        assertThat(new ComparisonFolder(out()).run(gone).result()).exists();
        assertThat(out().resolve("report/index.html"))
                .content()
                .doesNotContain("sphere")
                .contains("Checked before training, vae, wide: the likelihood is a density");
        terminal.vaelab("status", out().toString());
        assertThat(terminal.out()).contains("1 run of earlier configs on disk");
        terminal.vaelab("evaluate", out().toString(), "--set", "evaluation.importanceSamples=5");
        assertThat(terminal.err())
                .contains(
                        "sphere seed 1: left out, it is of an earlier config: evaluate its own folder, "
                                + new ComparisonFolder(out()).run(gone).path());
        Path all = temporary.resolve("all");
        terminal.vaelab("report", out().toString(), "--all", "--out", all.toString());
        assertThat(all.resolve("index.html")).content().contains("sphere", "vae", "wide");

        // An edited model is another one with the name; the first config finds its runs again.
        terminal.compare(config(20, "", "", VAE.replace("2", "1") + SPHERE), out());
        assertThat(terminal.err()).contains("vae: latent: was 2, is now 1; it is trained anew");
        assertThat(new ComparisonFolder(out()).readPlan().former()).contains(kept);
        terminal.vaelab("report", out().toString(), "--all", "--out", all.toString());
        assertThat(all.resolve("index.html")).content().contains("earlier.vae", "wide");
        terminal.compare(config(20, "", "", VAE + SPHERE), out());
        assertThat(terminal.err()).contains("kept: 2 runs");
        assertThat(Files.readString(result)).isEqualTo(before);
    }

    /** As after a process that was killed before its first checkpoint. */
    @Test
    @Tag("full")
    void aRunThatLeftNothingIsNew() throws IOException {
        Path config = config(20, "", "", VAE + SPHERE);
        terminal.compare(config, out());
        FolderTree.delete(run(out(), "vae").path());
        terminal.vaelab("compare", config.toString(), "--out", out().toString(), "--dry-run");
        assertThat(terminal.err()).contains("kept: 1 run").doesNotContain("anew", "vae: ;");
        assertThat(terminal.out()).containsPattern("vae .* new");
    }

    @Test
    @Tag("full")
    void moreStepsGiveTheNumbersOfARunThatWasPlannedSo() throws IOException {
        terminal.compare(config(20, "", "", VAE), out());
        terminal.compare(config(30, "", "", VAE), out());
        assertThat(terminal.err())
                .contains(
                        "vae: training.steps: was 20, is now 30; it goes on at step 20 of an earlier run");
        Path longer = config(45, "", ", samples: 2", VAE);
        terminal.compare(longer, out());
        Path fresh = temporary.resolve("fresh");
        terminal.compare(longer, fresh);
        assertEqual(out(), fresh, "vae");
        RunFolder continued = run(out(), "vae");
        assertThat(continued.readResult().provenance().facts().training().continuedAt())
                .containsExactly(20L, 30L);
        assertThat(run(fresh, "vae").readResult().provenance().facts().training().continuedAt())
                .isEmpty();
        // As after a process that was killed before it wrote the record.
        Files.delete(continued.result());
        terminal.compare(longer, out());
        assertEqual(out(), fresh, "vae");
        assertThat(continued.readResult().provenance().facts().training().continuedAt())
                .containsExactly(20L, 30L);
    }

    @Test
    @Tag("full")
    void anotherEvaluationTakesTheTrainedModel() throws IOException {
        terminal.compare(config(20, ", priorSteps: 10", "", LEARNED), out());
        Path changed = config(20, ", priorSteps: 10", ", samples: 3", LEARNED);
        terminal.compare(changed, out());
        assertThat(terminal.err()).contains("goes on at step 30 of an earlier run");
        Path fresh = temporary.resolve("fresh");
        terminal.compare(changed, fresh);
        assertEqual(out(), fresh, "vae");
    }

    @Test
    @Tag("full")
    void whatDependsOnTheNumberOfStepsIsTrainedAnew() throws IOException {
        String capacity = "  vae: {variant: beta, latent: 2, capacity: {to: 5}}\n";
        List<List<String>> all =
                List.of(
                        List.of("", capacity, "Capacity depends on training.steps"),
                        List.of(", priorSteps: 10", LEARNED, "with training.priorSteps"),
                        List.of(", earlyStopping: {every: 5}", VAE, "with training.earlyStopping"));
        for (List<String> each : all) {
            Path out = temporary.resolve("out-" + all.indexOf(each));
            terminal.compare(config(20, each.get(0), "", each.get(1)), out);
            Path longer = config(30, each.get(0), "", each.get(1));
            terminal.compare(longer, out);
            assertThat(terminal.err()).contains("it is trained anew, because " + each.get(2));
            Path fresh = temporary.resolve("fresh-" + all.indexOf(each));
            terminal.compare(longer, fresh);
            assertEqual(out, fresh, "vae");
        }
        // Fewer steps cannot be taken back.
        terminal.compare(config(20, "", "", VAE), out());
        terminal.compare(config(10, "", "", VAE), out());
        assertThat(terminal.err()).contains("it is trained anew");
    }
}
