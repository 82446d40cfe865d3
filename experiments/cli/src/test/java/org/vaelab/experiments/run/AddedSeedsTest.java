// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiments.plan.EarlierPlan;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RecordMapper;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;

/** Whether the plan of a folder knows that seeds were added when results were there. */
final class AddedSeedsTest {

    @TempDir Path folder;

    private PlanOnDisk first;

    @BeforeEach
    void twoModelsWithThreeSeeds() throws IOException {
        first = PlanOnDisk.write(folder, 1, 2, 3);
    }

    private void complete(int runs) throws IOException {
        for (int i = 0; i < runs; i++) {
            first.complete(i, 1, 1);
        }
    }

    /** Returns the plan of the folder after it asked for seeds of the model vae. */
    private ComparisonPlan then(int latent, long... seeds) {
        ComparisonPlan wanted =
                new ComparisonPlan(
                        ComparisonPlan.SCHEMA,
                        "small",
                        null,
                        List.of("markdown"),
                        LongStream.of(seeds).mapToObj(seed -> run(latent, seed)).toList());
        return new EarlierPlan(folder).write(wanted);
    }

    private PlannedRun run(int latent, long seed) {
        ObjectNode config = first.run(0).config().deepCopy();
        config.put("seed", seed);
        if (latent != 0) {
            config.put("latent", latent);
        }
        return new PlannedRun("vae", "gaussian", seed, RecordMapper.hash(config), config);
    }

    @Test
    void seedsThatAreAddedToResultsAreKnown() throws IOException {
        complete(3);
        assertThat(then(0, 1, 2, 3, 4, 5).seedsBefore())
                .isEqualTo(Map.of("vae", Set.of(1L, 2L, 3L)));
        assertThat(then(0, 1, 2, 3, 4, 5).seedsBefore())
                .as("it goes on")
                .containsEntry("vae", Set.of(1L, 2L, 3L));
        assertThat(then(0, 1, 2, 3, 4, 5, 6, 7).seedsBefore())
                .containsEntry("vae", Set.of(1L, 2L, 3L));
        assertThat(seen()).containsExactly(Optional.of(0));
    }

    @Test
    void seedsThatAreLeftOutAfterResultsAreKnown() throws IOException {
        complete(2);
        assertThat(then(0, 1, 2).seedsBefore()).isEqualTo(Map.of("vae", Set.of(1L, 2L)));
        assertThat(seen()).containsExactly(Optional.of(2));
    }

    @Test
    void aPlanThatGoesOnHasAFixedNumber() throws IOException {
        complete(3);
        assertThat(then(0, 1, 2, 3).seedsBefore()).isEmpty();
        assertThat(seen()).containsExactly(Optional.empty());
    }

    @Test
    void withoutAResultNothingWasLookedAt() {
        assertThat(then(0, 1, 2, 3, 4, 5).seedsBefore()).isEmpty();
    }

    @Test
    void otherSettingsBeginAnew() throws IOException {
        complete(3);
        assertThat(then(7, 1, 2, 3, 4).seedsBefore()).isEmpty();
        // The first settings again, with other seeds.
        assertThat(then(0, 1, 2, 3, 4).seedsBefore()).isEqualTo(Map.of("vae", Set.of(1L, 2L, 3L)));
    }

    @Test
    void anotherFolderMayAddSeeds() throws IOException {
        complete(3);
        then(0, 1, 2, 3);
        Path other = folder.resolve("other");
        PlanOnDisk more = PlanOnDisk.write(other, 4, 5);
        for (int i = 0; i < 4; i++) {
            more.complete(i, 1, 1);
        }
        Comparison joint = Comparison.read(List.of(folder, other));
        assertThat(seen(joint.models().get(0))).hasValue(2);
        assertThat(seen(joint.models().get(1))).as("of one folder").isEmpty();
    }

    private Stream<Optional<Integer>> seen() throws IOException {
        return Comparison.read(folder).models().stream().map(AddedSeedsTest::seen);
    }

    /** Returns how many seeds were seen before others were added; empty if none were added. */
    private static Optional<Integer> seen(ComparedModel model) {
        return Optional.ofNullable(model.seen()).map(Set::size);
    }
}
