// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;

/**
 * Lookup-free quantisation: the code of a vector has the signs of its b numbers, in {-1, 1}^b (Yu
 * et al. 2024, section 3.1). There is no codebook. {@link BinaryCodes} defines the entropies.
 */
@Cites("yu2024")
@Part(
        value = "lfq",
        description = "the signs of b numbers at each of n positions, with entropies as a penalty",
        paper = "Yu et al. (2024)",
        variant = "lfq")
public record LookupFree(
        @Setting(QuantiserPart.POSITIONS) @Nullable Integer positions,
        @Setting(QuantiserPart.GRID) @Nullable List<Integer> grid,
        @Setting("b, the number of bits of a code: k = 2^b") int bits,
        @Setting(value = BinaryCodes.COMMITMENT, defaultValue = "0.25") double commitment,
        @Setting(
                        value =
                                "the weight of the entropies of soft choices, which are sums over"
                                        + " positions in nats; 0: none",
                        defaultValue = "1")
                double entropy,
        @Setting(value = BinaryCodes.DIVERSITY, defaultValue = "1") double diversity,
        @Setting(value = BinaryCodes.SHARPNESS, defaultValue = "1") double sharpness,
        @Setting(
                        value =
                                "the entropy of the mean choice is summed over groups of this many bits;"
                                        + " that of all bits together takes 2^b numbers for each vector",
                        defaultValue = "8")
                int entropyBits)
        implements QuantiserPart {

    public LookupFree {
        grid = QuantiserPart.copy(grid);
        QuantiserPart.space(positions, grid, 1, BinaryCodes.size(bits));
        QuantiserPart.requireAtLeastZero("commitment", commitment);
        new BinaryCodes.Entropies(entropy, diversity, sharpness, entropyBits);
        Counts.atLeastOne("entropyBits", entropyBits);
    }

    @Override
    public int size() {
        return BinaryCodes.size(bits);
    }

    @Override
    public Quantiser quantiser(PartContext context, int stage) {
        return new BinaryCodes(
                bits,
                Math.scalb(1.0, -stage),
                false,
                commitment,
                new BinaryCodes.Entropies(entropy, diversity, sharpness, entropyBits),
                positions == null ? 1 : positions);
    }
}
