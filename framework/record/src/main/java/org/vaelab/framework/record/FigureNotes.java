// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.util.List;
import java.util.Map;

/**
 * What figures must know of the files of a run that only figures use: the content of {@code
 * figures.json}.
 *
 * @param schema the version of this layout, {@value #SCHEMA}
 * @param labels the label columns of {@code codes.csv}
 * @param codes the other columns of {@code codes.csv} after its index, in order; empty if there is
 *     no such file
 * @param traversed the rows of the sheet of traversals, top down; empty if there is no sheet
 * @param leftOut the reason for each file, or latent variable in a file, that was left out; by
 *     name, such as {@code codes.csv} or {@code codes.csv z2}
 */
public record FigureNotes(
        int schema,
        List<String> labels,
        List<CodePart> codes,
        List<TraversedUnit> traversed,
        Map<String, String> leftOut) {

    /** The layout that this version writes. */
    public static final int SCHEMA = 1;

    /** Says that nothing was written for figures. */
    public static final FigureNotes NONE =
            new FigureNotes(SCHEMA, List.of(), List.of(), List.of(), Map.of());

    /**
     * Checks the schema.
     *
     * @throws IllegalArgumentException if it is unknown
     */
    public FigureNotes {
        RecordMapper.requireSchema(schema, SCHEMA);
        labels = List.copyOf(labels);
        codes = List.copyOf(codes);
        traversed = List.copyOf(traversed);
        leftOut = InOrder.copy(leftOut, "leftOut");
    }

    /**
     * A latent unit of a traversal.
     *
     * @param unit its name, such as {@code z3}
     * @param kl its mean KL in nats; NaN if it is not known
     */
    public record TraversedUnit(String unit, double kl) {}
}
