// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiments.config.UserError;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RecordMapper;

final class EarlierPlanTest {

    @TempDir Path temporary;

    private static PlannedRun run(String model, long seed, int steps) {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.putObject("training").put("steps", steps);
        return new PlannedRun(model, "gaussian", seed, RecordMapper.hash(config), config);
    }

    private static ComparisonPlan plan(String baseline, PlannedRun... runs) {
        return new ComparisonPlan(
                ComparisonPlan.SCHEMA, "test", baseline, List.of("html"), List.of(runs));
    }

    @Test
    void aPlanIsWrittenIntoAFolderThatWasNotThere() throws IOException {
        Path out = temporary.resolve("a/b");
        ComparisonPlan plan = plan("vae", run("vae", 1, 10));
        EarlierPlan folder = new EarlierPlan(out);
        folder.requireUsable();
        assertThat(out).doesNotExist();
        folder.write(folder.agree(plan));
        assertThat(new ComparisonFolder(out).readPlan()).isEqualTo(plan);
    }

    @Test
    void theSamePlanGoesOn() {
        EarlierPlan folder = new EarlierPlan(temporary);
        ComparisonPlan plan = plan("vae", run("vae", 1, 10), run("vae", 2, 10));
        folder.write(plan);
        assertThat(folder.agree(plan)).isEqualTo(plan);
    }

    @Test
    void runsOfEarlierPlansAreFormerOnes() {
        EarlierPlan folder = new EarlierPlan(temporary);
        ComparisonPlan first = plan("vae", run("vae", 1, 10), run("old", 1, 10));
        folder.write(first);
        ComparisonPlan second = folder.write(plan("wide", run("vae", 1, 20), run("wide", 1, 10)));
        assertThat(second.baseline()).isEqualTo("wide");
        assertThat(second.runs()).containsExactly(run("vae", 1, 20), run("wide", 1, 10));
        assertThat(second.former()).containsExactly(run("vae", 1, 10), run("old", 1, 10));
        ComparisonPlan third = folder.write(plan("vae", run("vae", 1, 10), run("old", 1, 10)));
        assertThat(third.runs()).isEqualTo(first.runs());
        assertThat(third.former()).containsExactly(run("vae", 1, 20), run("wide", 1, 10));
    }

    @Test
    void runsOfASearchedModelStayUntilTheSearchHasFoundOthers() {
        EarlierPlan folder = new EarlierPlan(temporary, List.of("tuned"));
        folder.write(plan(null, run("vae", 1, 10), run("tuned", 1, 10)));
        assertThat(folder.agree(plan(null, run("vae", 1, 10))).runs())
                .containsExactly(run("vae", 1, 10), run("tuned", 1, 10));
        ComparisonPlan found = folder.agree(plan(null, run("vae", 1, 10), run("tuned", 1, 20)));
        assertThat(found.runs()).containsExactly(run("vae", 1, 10), run("tuned", 1, 20));
        assertThat(found.former()).containsExactly(run("tuned", 1, 10));
    }

    /** Also where no run of the one is planned in the other. */
    @Test
    void runsAtAnotherBudgetAreRefused() {
        EarlierPlan folder = new EarlierPlan(temporary);
        ComparisonPlan whole = plan(null, run("vae", 1, 10));
        ComparisonPlan small =
                new ComparisonPlan(
                        ComparisonPlan.SCHEMA,
                        "test",
                        null,
                        List.of("html"),
                        List.of(run("vae", 2, 10)),
                        "small",
                        List.of(),
                        List.of(),
                        null);
        folder.write(small);
        assertThat(folder.agree(small)).isEqualTo(small);
        assertThatThrownBy(() -> folder.agree(whole))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("was planned at budget small, and this is without a budget")
                .hasMessageContaining("another output folder");
    }

    @Test
    void aRunOnOtherDataIsRefused() throws IOException {
        EarlierPlan folder = new EarlierPlan(temporary);
        folder.write(plan(null, run("vae", 1, 10).on("aa"), run("vae", 2, 10).on("aa")));
        ComparisonPlan other = plan(null, run("vae", 1, 10).on("bb"), run("vae", 2, 10).on("bb"));
        assertThatThrownBy(() -> folder.agree(other))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("model 'vae' with seed 1 was planned with other data")
                .hasMessageContaining("as were 1 more runs")
                .hasMessageContaining("checksum: was aa, is now bb")
                .hasMessageContaining("another output folder");
    }

    @Test
    void aRunWithoutAChecksumStaysSoAndItsNeighboursHaveTheirs() {
        EarlierPlan folder = new EarlierPlan(temporary);
        folder.write(plan(null, run("vae", 1, 10), run("vae", 2, 10).on("aa")));
        ComparisonPlan wanted =
                plan(
                        null,
                        run("vae", 1, 10).on("aa"),
                        run("vae", 2, 10).on("aa"),
                        run("vae", 3, 10).on("aa"));
        assertThat(folder.agree(wanted).runs())
                .extracting(PlannedRun::data)
                .containsExactly(null, "aa", "aa");
        assertThat(folder.agree(plan(null, run("vae", 2, 10))).runs())
                .as("before the data are loaded")
                .hasSize(1);
    }

    @Test
    void anUnreadablePlanIsNotOverwritten() throws IOException {
        Files.writeString(temporary.resolve("plan.json"), "{\"schema\": 3}");
        assertThatThrownBy(() -> new EarlierPlan(temporary).agree(plan(null, run("vae", 1, 10))))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void aDamagedPlanIsSetAsideWhenANewOneIsWritten() throws IOException {
        EarlierPlan folder = new EarlierPlan(temporary);
        ComparisonPlan wanted = plan(null, run("vae", 1, 10));
        Files.writeString(temporary.resolve("plan.json"), "{");
        assertThat(folder.agree(wanted)).isEqualTo(wanted);
        assertThat(temporary.resolve("plan.json")).hasContent("{");
        folder.write(wanted);
        assertThat(temporary.resolve("plan.json.damaged")).hasContent("{");
        assertThat(new ComparisonFolder(temporary).readPlan()).isEqualTo(wanted);
    }

    @Test
    void aFileIsNoFolder() throws IOException {
        Path file = Files.writeString(temporary.resolve("out"), "text");
        assertThatThrownBy(() -> new EarlierPlan(file.resolve("below")).requireUsable())
                .isInstanceOf(UserError.class)
                .hasMessageContaining("is a file, expected a folder");
    }

    @Test
    void aFailedAttemptLeavesNoFolders() throws IOException {
        // The parent turns into a file between the check and the writing.
        Path parent = temporary.resolve("parent");
        EarlierPlan folder = new EarlierPlan(parent.resolve("out"));
        folder.requireUsable();
        Files.writeString(parent, "text");
        assertThatThrownBy(() -> folder.write(plan(null, run("vae", 1, 10))))
                .isInstanceOf(UserError.class);
        assertThat(temporary).isDirectoryContaining("glob:**parent");
        assertThat(Files.readString(parent)).isEqualTo("text");
    }
}
