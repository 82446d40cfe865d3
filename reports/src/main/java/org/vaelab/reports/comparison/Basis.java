// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.util.OptionalLong;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.Provenance;
import org.vaelab.framework.record.RunRecord;

/**
 * On what a value rests. Two values may be compared exactly if they rest on the same.
 *
 * @param kind what kind of number it is
 * @param unit its unit
 * @param samples the number of latent samples per datum
 * @param data the number of data, if recorded
 * @param observed what the data are: their source and binarisation, and whether the likelihood is a
 *     density of them, which does not compare with a probability
 */
public record Basis(
        EstimateKind kind, String unit, long samples, OptionalLong data, String observed) {

    private static final String DENSITY = "density";

    static Basis of(RunRecord record, String metric, Estimate estimate) {
        return new Basis(
                estimate.kind(),
                estimate.unit(),
                estimate.samples(),
                record.provenance().dataBehind(metric),
                observed(record.provenance()));
    }

    private static String observed(Provenance provenance) {
        boolean density = DENSITY.equals(provenance.choices().get("likelihoodOf"));
        String binarization = provenance.data().binarization();
        return provenance.data().name()
                + (binarization.equals("none") ? "" : ", binarised " + binarization)
                + (density ? ", a density" : "");
    }
}
