// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;

/**
 * Binary spherical quantisation: a vector of b numbers is divided by its norm, and its code has the
 * signs of the numbers, in {-1, 1}^b / sqrt b (Zhao et al. 2025, section 3). There is no codebook.
 * {@link BinaryCodes} defines the entropies, with one bit in a group. The paper's temperature is
 * {@code 2 sharpness}, because vector and code have norm 1.
 */
@Cites("zhao2025")
@Part(
        value = "bsq",
        description =
                "the signs of b numbers of norm 1 at each of n positions, with entropies as a penalty",
        paper = "Zhao et al. (2025)",
        variant = "bsq")
public record BinarySpherical(
        @Setting(QuantiserPart.POSITIONS) @Nullable Integer positions,
        @Setting(QuantiserPart.GRID) @Nullable List<Integer> grid,
        @Setting("b, the number of bits of a code: k = 2^b") int bits,
        @Setting(value = BinaryCodes.COMMITMENT, defaultValue = "0") double commitment,
        @Setting(
                        value = "the weight of the entropies of soft choices; 0: none",
                        defaultValue = "0.1")
                double entropy,
        @Setting(value = BinaryCodes.DIVERSITY, defaultValue = "1") double diversity,
        @Setting(value = BinaryCodes.SHARPNESS, defaultValue = "50") double sharpness)
        implements QuantiserPart {

    public BinarySpherical {
        grid = QuantiserPart.copy(grid);
        QuantiserPart.space(positions, grid, 1, BinaryCodes.size(bits));
        QuantiserPart.requireAtLeastZero("commitment", commitment);
        new BinaryCodes.Entropies(entropy, diversity, sharpness, 1);
    }

    @Override
    public int size() {
        return BinaryCodes.size(bits);
    }

    @Override
    public Quantiser quantiser(PartContext context, int stage) {
        return new BinaryCodes(
                bits,
                Math.scalb(1 / Math.sqrt(bits), -stage),
                true,
                commitment,
                new BinaryCodes.Entropies(entropy, diversity, sharpness, 1),
                positions == null ? 1 : positions);
    }
}
