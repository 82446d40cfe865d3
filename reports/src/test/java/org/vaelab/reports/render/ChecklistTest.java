// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.Compute;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RecordMapper;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.reports.ExampleComparison;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.render.Checklist.Venue;
import org.vaelab.reports.tables.ComputeTable;
import org.vaelab.reports.tables.Table;

/** Compute of records, and the checklists that follow from them. */
final class ChecklistTest {

    private static final Compute KILLED =
            new Compute(
                    "2026-03-01T09:00:00Z",
                    100,
                    40,
                    0,
                    2,
                    Map.of(),
                    Map.of(Compute.PROCESSOR, "no counter"),
                    false);
    private static final Compute WHOLE =
            new Compute(
                    "2026-03-01T10:00:00Z",
                    200,
                    60,
                    0,
                    1,
                    Map.of(Compute.PROCESSOR, 5000.0),
                    Map.of(),
                    true);

    @TempDir Path folder;

    @BeforeEach
    void write() throws IOException {
        ExampleComparison.write(folder);
    }

    private ComparisonFolder files() {
        return new ComparisonFolder(folder);
    }

    private void edit(String model, Consumer<ObjectNode> provenance) throws IOException {
        for (PlannedRun run : files().readPlan().runs()) {
            if (run.model().equals(model)) {
                RunFolder of = files().run(run);
                ObjectNode record = (ObjectNode) RecordMapper.tree(of.readResult());
                provenance.accept((ObjectNode) record.get("provenance"));
                Files.write(of.result(), RecordMapper.document(record));
            }
        }
    }

    private static void compute(ObjectNode provenance) {
        ((ObjectNode) provenance.get("execution"))
                .set("compute", RecordMapper.tree(List.of(KILLED, WHOLE)));
    }

    /** Returns a row of the table of compute, each cell with its notes. */
    private List<String> row(String model) throws IOException {
        Table table = ComputeTable.of(Comparison.read(folder));
        Map<String, String> notes =
                table.notes().stream()
                        .collect(Collectors.toMap(Table.Note::mark, Table.Note::text));
        return table.all().stream()
                .filter(row -> row.get(0).text().equals(model))
                .flatMap(List::stream)
                .map(
                        cell ->
                                cell.text()
                                        + cell.marks().stream()
                                                .map(mark -> " | " + notes.get(mark))
                                                .collect(Collectors.joining()))
                .toList();
    }

    private String checklist(Venue venue) throws IOException {
        return Checklist.of(Comparison.read(folder), venue);
    }

    @Test
    void aTimeThatIsNotKnownIsSaidToBeSo() throws IOException {
        assertThat(row("vae")).containsExactly("vae", "runs", "2", "13.0", "– | Not recorded.");
        assertThat(row("iwae")).contains("2 (1 failed)");
    }

    @Test
    void allExecutionsOfAllRunsAreSummed() throws IOException {
        edit("vae", ChecklistTest::compute);
        String killed =
                " | At least so much: what executions consumed in the last seconds before they"
                        + " were killed is not known.";
        String shared = " | Up to 2 runs shared a process, and each has an equal share of it.";
        assertThat(row("vae"))
                .startsWith("vae", "runs", "2", "10.0" + killed, "200" + killed + shared)
                .contains("10000 | Known in full of 0 of 2 runs or evaluations." + killed + shared);
        assertThat(row("Total").get(4))
                .startsWith("200 | Known in full of 2 of ")
                .contains(" runs or evaluations.");
    }

    @Test
    void aRunThatHasNotEndedCountsWithItsNotes() throws IOException {
        for (PlannedRun run : files().readPlan().runs()) {
            if (run.model().equals("vae")) {
                Files.delete(files().run(run).result());
                files().run(run).writeCompute(List.of(KILLED));
            }
        }
        assertThat(row("vae").get(2)).isEqualTo("2 (2 not ended)");
        assertThat(row("vae").get(3)).startsWith("3.33 | At least so much: ");
        assertThat(checklist(Venue.NEURIPS)).contains("2 executions were killed");
    }

    @Test
    void answersClaimNoMoreThanTheRecords() throws IOException {
        String text = checklist(Venue.NEURIPS);
        assertThat(text.lines().filter(line -> line.matches("## \\d+\\. .*"))).hasSize(16);
        assertThat(text)
                .doesNotContain("<<")
                .contains("7 of 8 runs were completed; 1 failed.")
                .contains("No error bars for iwae, with one complete seed.")
                .contains("not as it stands.**\nThe plan does not hold the text of the config.")
                .contains("Data mnist10k: no record states the licence. TODO (author)")
                .contains("have no record of their processor time.")
                .contains("The folder has no record of a search.");
    }

    @Test
    void aChangedTreeIsNotReproducible() throws IOException {
        edit("vae", p -> ((ObjectNode) p.get("framework")).put("dirty", true));
        edit("iwae", p -> ((ObjectNode) p.get("framework")).putNull("commit"));
        assertThat(checklist(Venue.ICML))
                .contains("The software had changes that are not in the commit")
                .contains("The records do not name the commit of the software.");
    }

    /** A config is in the plan; of its search there is no record. */
    @Test
    void aSearchWithoutItsRecordIsNamed() throws IOException {
        ObjectNode plan = (ObjectNode) RecordMapper.tree(files().readPlan());
        plan.put("source", "models: {vae: {search: {budget: 4}}}\n");
        plan.putArray("searched").add("vae");
        Files.write(files().plan(), RecordMapper.document(plan));
        assertThat(checklist(Venue.NEURIPS))
                .contains("The config has a search, and the folder has no record of it.")
                .contains("The config has a search, and its trials are not in the folder")
                .contains("Yes (proposed), if the paper or its supplement has the config");
        plan.putArray("searched");
        Files.write(files().plan(), RecordMapper.document(plan));
        assertThat(checklist(Venue.NEURIPS)).doesNotContain("The config has a search");
    }

    @Test
    void oneSeedHasNoErrorBars() throws IOException {
        ComparisonFolder files = files();
        files.writePlan(
                files.readPlan()
                        .with(
                                files.readPlan().runs().stream()
                                        .filter(run -> run.seed() == 1)
                                        .toList()));
        assertThat(checklist(Venue.NEURIPS))
                .contains(
                        "**Answer: No (proposed).** Each model has one complete seed: there are no"
                                + " error bars over seeds.");
    }

    @Test
    void withoutACompleteRunNothingIsProposed() throws IOException {
        for (PlannedRun run : files().readPlan().runs()) {
            Files.delete(files().run(run).result());
        }
        for (Venue venue : Venue.values()) {
            assertThat(checklist(venue))
                    .contains("No (proposed).** No run is complete.")
                    .doesNotContain("Yes (proposed)");
        }
    }
}
