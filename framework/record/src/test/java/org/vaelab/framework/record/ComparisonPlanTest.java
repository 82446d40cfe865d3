// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ComparisonPlanTest {

    private static final ComparisonPlan PLAIN =
            new ComparisonPlan(ComparisonPlan.SCHEMA, "test", null, List.of("html"), List.of());

    private static ComparisonPlan copy(ComparisonPlan plan) throws IOException {
        return RecordMapper.read(RecordMapper.document(plan), ComparisonPlan.class, "plan.json");
    }

    @Test
    void labelsSectionsAndTextAreReadBack() throws IOException {
        ComparisonPlan plan =
                new ComparisonPlan(
                        ComparisonPlan.SCHEMA,
                        "test",
                        null,
                        List.of("html"),
                        List.of(),
                        null,
                        List.of(),
                        List.of(),
                        null,
                        List.of("cost", "results"),
                        Map.of("vae", new Label("β = 0.5", "$\\beta = 0.5$")),
                        "# A comment.\nmodels: {}\n",
                        Map.of("mine-0.1.0.jar", "sha256:00"),
                        List.of("vae"),
                        List.of(),
                        Map.of("vae", Set.of(3L)),
                        List.of(),
                        "my runs");
        assertThat(copy(plan)).isEqualTo(plan);
        assertThat(PLAIN.showing(plan.sections()).labelled(plan.labels()).labels())
                .isEqualTo(plan.labels());
    }
}
