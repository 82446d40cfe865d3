// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.IntNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.PublishedValue;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.SettingChange;
import org.vaelab.reports.comparison.AgainstPublished;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.UnjoinableException;
import org.vaelab.reports.render.Format;

/** Several folders as one comparison: whose runs are of one model, and what may be said of them. */
final class JoinedReportTest {

    @TempDir Path temporary;

    private Path example(String name, Long... seeds) throws IOException {
        Path folder = temporary.resolve(name);
        ExampleComparison.write(folder, List.of(seeds));
        return folder;
    }

    /** The example with another number of steps in every config. */
    private Path longer(String name, Long... seeds) throws IOException {
        Path folder = example(name, seeds);
        Path plan = new ComparisonFolder(folder).plan();
        Files.writeString(plan, Files.readString(plan).replace(": 5000", ": 9000"));
        return folder;
    }

    private static void replan(Path folder, String name, String budget, SettingChange... changes)
            throws IOException {
        ComparisonFolder files = new ComparisonFolder(folder);
        ComparisonPlan plan = files.readPlan();
        files.writePlan(
                new ComparisonPlan(
                        plan.schema(),
                        name,
                        plan.baseline(),
                        plan.reportFormats(),
                        plan.runs(),
                        budget,
                        List.of(changes),
                        List.of(new PublishedValue("vae", "elbo", -104, 5, "A paper", null)),
                        null));
    }

    /** The n-th of every {@code count} runs of a folder, with its whole plan. */
    private Path part(Path whole, int n, int count) throws IOException {
        ComparisonFolder from = new ComparisonFolder(whole);
        ComparisonFolder to = new ComparisonFolder(temporary.resolve("part" + n));
        to.writePlan(from.readPlan());
        List<PlannedRun> runs = from.readPlan().runs();
        for (int i = n; i < runs.size(); i += count) {
            copy(from.run(runs.get(i)).path(), to.run(runs.get(i)).path());
        }
        return to.path();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path place = to.resolve(from.relativize(file));
                Files.createDirectories(place.getParent());
                Files.copy(file, place);
            }
        }
    }

    private static Map<String, byte[]> files(Path root) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                files.put(root.relativize(path).toString(), Files.readAllBytes(path));
            }
        }
        return files;
    }

    private static List<String> names(Comparison comparison) {
        return comparison.models().stream().map(ComparedModel::name).toList();
    }

    @Tag("full")
    @Test
    void thePartsOfAPlanGiveTheReportOfTheWhole() throws IOException {
        Path whole = example("whole", 1L, 2L, 3L);
        Map<String, byte[]> wanted = files(Report.write(whole));
        List<Path> parts = List.of(part(whole, 2, 3), part(whole, 0, 3), part(whole, 1, 3));
        Path place = temporary.resolve("a/joint");
        Report.of(parts).write(new ReportFolder(place));
        Map<String, byte[]> joint = files(place);
        assertThat(joint.keySet()).isEqualTo(wanted.keySet());
        wanted.forEach((name, bytes) -> assertThat(joint.get(name)).as(name).isEqualTo(bytes));
    }

    @Test
    void aPartAloneSaysWhatHasNotEnded() throws IOException {
        Path whole = example("whole", 1L, 2L);
        Comparison joint = Comparison.read(List.of(part(whole, 0, 4), part(whole, 1, 4)));
        assertThat(joint.runs()).hasSize(8);
        assertThat(joint.runs()).filteredOn(run -> run.ended().isPresent()).hasSize(4);
        assertThat(joint.baseline()).map(ComparedModel::name).contains("vae");
    }

    @Test
    void furtherSeedsOfOneConfigAreOfOneModel() throws IOException {
        Path first = example("first", 1L, 2L);
        Path second = example("second", 3L, 4L, 5L);
        Comparison joint = Comparison.read(List.of(first, second));
        assertThat(names(joint)).containsExactly("vae", "vae_z2", "iwae", "vq");
        assertThat(joint.seeds()).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(joint.models().get(0).completed()).hasSize(5);
        assertThat(joint.plan().name()).isEqualTo("latent-families-on-mnist10k");
    }

    @Test
    void modelsOfOneNameAndOtherConfigsAreKeptApart() throws IOException {
        Path one = example("one", 1L, 2L);
        Path other = longer("other", 1L, 2L);
        Comparison byFolder = Comparison.read(List.of(one, other));
        assertThat(names(byFolder))
                .containsExactly(
                        "one.vae",
                        "one.vae_z2",
                        "one.iwae",
                        "one.vq",
                        "other.vae",
                        "other.vae_z2",
                        "other.iwae",
                        "other.vq");
        assertThat(byFolder.models()).allSatisfy(m -> assertThat(m.runs()).hasSize(2));
        replan(one, "short", null);
        replan(other, "long", null);
        Comparison byPlan = Comparison.read(List.of(one, other));
        assertThat(names(byPlan)).startsWith("short.vae").endsWith("long.vq");
        assertThat(byPlan.plan().name()).isEqualTo("short + long");
    }

    @Tag("full")
    @Test
    void onlyTheModelsThatCollideAreRenamedAndEveryNumberStaysWithItsModel() throws IOException {
        Path one = example("one", 1L, 2L);
        Path other = longer("other", 1L, 2L);
        ComparisonFolder files = new ComparisonFolder(other);
        ComparisonPlan plan = files.readPlan();
        files.writePlan(plan.with(plan.runs().subList(0, 2)));
        Path place = temporary.resolve("joint");
        Report.of(List.of(one, other)).write(new ReportFolder(place));
        String runs = Files.readString(place.resolve("data/runs.csv"));
        assertThat(runs).contains("one.vae,", "other.vae,", "\niwae,").doesNotContain("\nvae,");
        assertThat(place.resolve("figures/prior-samples.png")).exists();
        assertThat(Files.readString(place.resolve("report.md")))
                .contains("name different baselines, one.vae, other.vae")
                .doesNotContain("(baseline)");
    }

    /** The baseline is the same method on each data set, and no table mixes data sets. */
    @Test
    void plansOnDifferentDataHaveOneMethodAsBaseline() throws IOException {
        Path one = example("one", 1L, 2L);
        Path other = example("other", 1L, 2L);
        Path plan = new ComparisonFolder(other).plan();
        Files.writeString(plan, Files.readString(plan).replace("\"mnist10k\"", "\"digits\""));
        for (String file : files(other).keySet()) {
            if (file.endsWith("result.json")) {
                Path place = other.resolve(file);
                String text = Files.readString(place);
                Files.writeString(place, text.replaceAll("sha256:[0-9a-f]{64}", "ff"));
            }
        }
        Comparison joint = Comparison.read(List.of(one, other)).showing(List.of("results"));
        Path place = temporary.resolve("joint");
        Report.of(joint, Set.of(Format.MARKDOWN), List.of(), part -> {})
                .write(new ReportFolder(place));
        assertThat(Files.readString(place.resolve("report.md")))
                .contains("On each data set the baseline is one method: one.vae, other.vae.")
                .contains("one.vae (baseline)", "other.vae (baseline)")
                .doesNotContain("name different baselines", "Rests on");
        assertThat(place.resolve("figures/final-logLikelihood-data1.png")).exists();
        assertThat(place.resolve("figures/final-logLikelihood-data2.png")).exists();
    }

    @Test
    void plansThatAgreeOnTheBaselineHaveIt() throws IOException {
        Path one = example("one", 1L, 2L);
        Path two = example("two", 3L);
        assertThat(Comparison.read(List.of(one, two)).baseline())
                .map(ComparedModel::name)
                .contains("vae");
    }

    /** Published numbers are those of the config whose settings were replaced, or were not. */
    @Test
    void whatWasReplacedHoldsForTheModelsOfItsPlanAlone() throws IOException {
        Path one = example("one", 1L, 2L);
        Path other = longer("other", 1L, 2L);
        replan(one, "short", null);
        replan(other, "long", null, longer("models.vae.training.steps"), longer("training.steps"));
        Comparison joint = Comparison.read(List.of(one, other));
        assertThat(joint.changesOf("short.vae")).isEmpty();
        assertThat(joint.changesOf("long.vae"))
                .extracting(SettingChange::key)
                .containsExactly("models.long.vae.training.steps", "training.steps");
        List<AgainstPublished> published = AgainstPublished.of(joint);
        assertThat(published.get(0).published().model()).isEqualTo("short.vae");
        assertThat(published.get(0).obstacles()).isEmpty();
        assertThat(published.get(1).published().model()).isEqualTo("long.vae");
        assertThat(published.get(1).obstacles())
                .containsExactly("not the protocol as published: 2 settings were replaced");
        assertThat(joint.onlyOf(joint.plan().changes().get(0))).isEmpty();
        assertThat(joint.onlyOf(joint.plan().changes().get(1)))
                .containsExactly("long.vae", "long.vae_z2", "long.iwae", "long.vq");
    }

    private static SettingChange longer(String key) {
        return new SettingChange(key, IntNode.valueOf(5000), IntNode.valueOf(9000), "--set");
    }

    @Tag("full")
    @Test
    void thePageSaysWhoseSettingsWereReplaced() throws IOException {
        Path one = example("one", 1L);
        Path other = longer("other", 1L);
        replan(one, "short", null);
        replan(other, "long", null, longer("training.steps"));
        Path place = temporary.resolve("joint");
        Report.of(
                        Comparison.read(List.of(one, other)),
                        Set.of(Format.MARKDOWN),
                        List.of(),
                        part -> {})
                .write(new ReportFolder(place));
        assertThat(Files.readString(place.resolve("report.md")))
                .contains(
                        "5,000 → 9,000 (long.vae, long.vae\\_z2, long.iwae, long.vq)",
                        "| training.steps | 5,000 | 9,000 | --set | long.vae, ");
    }

    @Test
    void comparisonsAtDifferentBudgetsAreRefused() throws IOException {
        Path one = example("one", 1L);
        Path small = example("small", 2L);
        replan(small, "latent-families-on-mnist10k", "small");
        assertThatThrownBy(() -> Report.of(List.of(one, small)))
                .isInstanceOf(UnjoinableException.class)
                .hasMessageContaining("one was planned without a budget")
                .hasMessageContaining("small at budget small");
    }

    @Test
    void aRunThatIsThereTwiceMustHaveTheSameNumbers() throws IOException {
        Path one = example("one", 1L, 2L);
        Path same = example("same", 1L, 2L);
        assertThat(Comparison.read(List.of(one, same)).completed()).hasSize(7);
        ComparisonFolder files = new ComparisonFolder(same);
        RunFolder run = files.run(files.readPlan().runs().get(1));
        RunRecord record = run.readResult();
        Map<String, Estimate> metrics = new TreeMap<>(record.metrics());
        metrics.remove("kl");
        run.writeResult(
                RunRecord.completed(
                        "vae", record.variant(), metrics, record.timing(), record.provenance()));
        assertThatThrownBy(() -> Report.of(List.of(one, same)))
                .isInstanceOf(UnjoinableException.class)
                .hasMessageContaining("vae with seed 2 is complete in both, with different numbers")
                .hasMessageContaining(run.path().toString());
    }

    @Test
    void aCompleteRunStandsForOneThatHasNotEndedElsewhere() throws IOException {
        Path begun = example("begun", 1L, 2L);
        ComparisonFolder files = new ComparisonFolder(begun);
        for (PlannedRun run : files.readPlan().runs()) {
            Files.delete(files.run(run).result());
        }
        Path ended = example("ended", 1L, 2L);
        for (List<Path> order : List.of(List.of(begun, ended), List.of(ended, begun))) {
            assertThat(Comparison.read(order).completed()).hasSize(7);
        }
    }
}
