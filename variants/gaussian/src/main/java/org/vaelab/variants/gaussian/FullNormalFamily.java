// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.HeadForm;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.settings.Called;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.LatentDimension;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The family of {@link FullNormal}s on R^d. The encoder outputs the mean and the Cholesky factor of
 * the covariance. The d diagonal entries are the softplus of the output; the d (d - 1) / 2 below
 * the diagonal are used as they are, row by row.
 */
@Called("full Normal")
@Part(
        value = "full-normal",
        description = "Normals on R^d with any covariance, exact pathwise gradient")
public record FullNormalFamily(@LatentDimension @Setting("the dimension d") int latent)
        implements PosteriorFamily {

    /** The head would change smaller numbers on the diagonal. */
    private static final double LEAST = 1e-13;

    public FullNormalFamily {
        Counts.atLeastOne("latent", latent);
    }

    @Override
    public Euclidean space() {
        return new Euclidean(latent);
    }

    @Override
    public Head head() {
        int d = latent;
        List<Head.Output> outputs = new ArrayList<>();
        outputs.add(Head.real("mean", d));
        outputs.add(Head.positive("diagonal", d));
        if (d > 1) {
            outputs.add(Head.real("belowDiagonal", d * (d - 1) / 2));
        }
        return Head.of(outputs.toArray(Head.Output[]::new));
    }

    /** Returns the mean and the Cholesky factor, row by row with zeros above the diagonal. */
    @Override
    public List<HeadForm> forms() {
        int d = latent;
        return List.of(
                new HeadForm(
                        List.of(
                                HeadForm.Parameter.real("mean", d),
                                HeadForm.Parameter.real("factor", d * d)),
                        given -> headOutput(given.get(0), given.get(1))));
    }

    private Tensor headOutput(Tensor mean, Tensor factor) {
        int d = latent;
        int[] diagonal = IntStream.range(0, d).map(i -> i * (d + 1)).toArray();
        int[] below = IntStream.range(0, d * d).filter(place -> place % d < place / d).toArray();
        TensorRuntime runtime = factor.runtime();
        requireTriangular(factor.readDoubles());
        List<Tensor> parts = new ArrayList<>();
        parts.add(mean);
        parts.add(
                HeadForm.inverseSoftplus(
                        factor.gather(-1, runtime.indices(diagonal, Shape.of(d)))));
        if (d > 1) {
            parts.add(factor.gather(-1, runtime.indices(below, Shape.of(below.length))));
        }
        return HeadForm.joined(parts);
    }

    private void requireTriangular(double[] factors) {
        int d = latent;
        for (int place = 0; place < factors.length; place++) {
            int row = place / d % d;
            int column = place % d;
            if ((column > row && factors[place] != 0)
                    || (column == row && !(factors[place] >= LEAST))) {
                throw new IllegalArgumentException(
                        "factor has %s in row %s and column %s; expected a Cholesky factor: 0 above the diagonal, and the diagonal at least %s"
                                .formatted(factors[place], row + 1, column + 1, LEAST));
            }
        }
    }

    @Override
    public FullNormal of(Tensor headOutput, Phase phase) {
        List<Tensor> parameters = head().split(headOutput);
        Tensor entries = Tensor.concatenate(parameters.subList(1, parameters.size()), -1);
        return new FullNormal(parameters.get(0), factor(entries));
    }

    /** Places the diagonal, then what is below it, in matrices that are 0 above it. */
    private Tensor factor(Tensor entries) {
        int d = latent;
        int nothing = entries.shape().extent(-1);
        int[] places = new int[d * d];
        int below = d;
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                if (j < i) {
                    places[i * d + j] = below++;
                } else {
                    places[i * d + j] = i == j ? i : nothing;
                }
            }
        }
        TensorRuntime runtime = entries.runtime();
        return entries.pad(-1, 0, 1)
                .gather(-1, runtime.indices(places, Shape.of(d * d)))
                .reshape(entries.shape().extent(0), d, d);
    }
}
