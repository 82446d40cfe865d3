// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.latent.NetworkInput;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.tensor.Tensor;

/**
 * Looks codes up: a decoder is given the n vectors of w coordinates that the unit vectors stand for.
 *
 * @param space n positions of k codes
 * @param grid where the positions lie, if on a grid
 * @param codeWidth w
 * @param codebook the vectors
 */
record CodebookInput(OneHot space, Optional<Grid> grid, int codeWidth, Codebook codebook)
        implements NetworkInput {

    @Override
    public int width() {
        return space.variables() * codeWidth;
    }

    /** Returns the codes, [..., n w], of unit vectors [..., n, k]. */
    @Override
    public Tensor of(Tensor z) {
        Tensor rows = z.reshape(-1, space.categories());
        return rows.matmul(codebook.codes()).reshape(z.shape().range(0, -2).append(width()));
    }

    @Override
    public List<Parameter> parameters() {
        return codebook.parameters().stream().map(p -> p.within("codebook")).toList();
    }
}
