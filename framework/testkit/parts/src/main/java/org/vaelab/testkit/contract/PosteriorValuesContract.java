// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.NetworkInput;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.posterior.CodePosterior;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/** Checks of the values that posteriors draw: their keys, shapes, codes, and space. */
abstract sealed class PosteriorValuesContract extends PosteriorDensityContract
        permits PosteriorContract {

    /** Heads whose codes are looked at: enough for each of a few codes to be chosen. */
    private static final int CODE_ROWS = 100;

    PosteriorValuesContract(String name, String... settings) {
        super(name, settings);
    }

    /**
     * The same key gives the same bytes, another key others; more draws begin with the fewer, up to
     * rounding.
     */
    @Check("keys")
    final void keysDecideTheBytes(String settings, RandomKey key) {
        PosteriorFamily family = family(runtime(), settings, key);
        Tensor head = tensor(runtime(), heads(family, key));
        for (Phase phase : List.of(EVALUATION, TRAINING)) {
            Posterior q = family.of(head, phase);
            double[] z = q.draw(key, 40).z().readDoubles();
            assertThat(Arrays.equals(q.draw(key, 40).z().readDoubles(), z))
                    .as("a second draw with the same key is the same, in " + phase)
                    .isTrue();
            double[] other = q.draw(key.split("other"), 40).z().readDoubles();
            boolean point = q.isPointMass();
            if (point) {
                assertThat(other).as("a point mass").isEqualTo(z);
            } else {
                assertThat(Arrays.equals(other, z))
                        .as(
                                "another key gives the same draws in "
                                        + phase
                                        + ": the noise is not from the key")
                        .isFalse();
            }
            double[] fewer = q.draw(key, 7).z().readDoubles();
            // A network of another number of rows may round otherwise.
            assertClose(
                    "the first 7 of 40 draws in " + phase,
                    Arrays.copyOf(z, fewer.length),
                    fewer,
                    1e-12);
        }
    }

    /** Codes are points of the geometry that their columns state. */
    @Check("codes")
    final void codesHaveTheGeometryOfTheirColumns(String settings, RandomKey key) {
        PosteriorFamily family = family(runtime(), settings, key);
        Posterior q = family.of(tensor(runtime(), heads(family, key)), EVALUATION);
        Tensor draws = q.draw(key, 1).z();
        new ShownCodes(family.space())
                .check(q, draws.reshape(family.space().eventShape().prepend(ROWS)));
    }

    /** Units, measure, dimension, means, distances, geodesics and rows of networks, at draws. */
    @Check("space")
    final void theSpaceSaysWhatItsPointsAre(String settings, RandomKey key) {
        PosteriorFamily family = family(runtime(), settings, key);
        LatentSpace space = family.space();
        Posterior q = family.of(tensor(runtime(), heads(family, key)), EVALUATION);
        Tensor z = q.draw(key, 4).z().reshape(space.eventShape().prepend(4 * ROWS));
        SpaceCheck check = new SpaceCheck(space, rule(space));
        check.check(z);
        check.checkInput(family.networkInput(), z);
        GeodesicCheck.check(PointsOfSpace.of(space), z, key);
    }

    /** Walks end at both ends, stay in the space, and go at constant speed. */
    @Check("walks")
    final void walksLeadFromOnePointToAnother(String settings, RandomKey key) {
        PosteriorFamily family = family(runtime(), settings, key);
        Posterior q = family.of(tensor(runtime(), heads(family, key)), EVALUATION);
        Shape event = family.space().eventShape();
        Tensor from = q.draw(key.split("from"), 1).z().reshape(event.prepend(ROWS));
        Tensor to = q.draw(key.split("to"), ROWS).z().reshape(event.prepend(ROWS * ROWS));
        new WalkCheck(family.space()).check(from, to.slice(0, ROWS, 2 * ROWS));
    }

    /** Variances, and the range of traversals, are on the scale of the reference prior. */
    @Check("scale of the space")
    final void theSpaceHasTheScaleOfItsReferencePrior(String settings, RandomKey key) {
        PosteriorFamily family = family(runtime(), settings, key);
        LatentSpace space = family.space();
        Tensor draws =
                priors().reference(Assembly.on(runtime(), key.split("prior"), family))
                        .sample(key.split("draws"), SpaceCheck.REFERENCE_DRAWS);
        new SpaceCheck(space, rule(space)).checkVariances(draws);
        Posterior q = family.of(tensor(runtime(), heads(family, key)), EVALUATION);
        Tensor from = q.draw(key, 1).z().reshape(space.eventShape().prepend(ROWS));
        new WalkCheck(space).checkReach(from, draws);
    }

    /** Shapes, and that the density of an example does not depend on its neighbours. */
    @Check("shapes")
    final void shapesAreThoseOfTheSpace(String settings, RandomKey key) {
        PosteriorFamily family = family(runtime(), settings, key);
        Shape event = family.space().eventShape();
        double[][] heads = heads(family, key);
        for (Phase phase : List.of(EVALUATION, TRAINING)) {
            Posterior q = family.of(tensor(runtime(), heads), phase);
            Draw draw = q.draw(key, 5);
            assertThat(draw.z().shape()).isEqualTo(event.prepend(5, ROWS));
            assertThat(draw.logProbability().shape()).isEqualTo(Shape.of(5, ROWS));
            NetworkInput input = family.networkInput();
            assertThat(draw.networkInput(input).shape())
                    .isEqualTo(Shape.of(5, ROWS, input.width()));
            draw.effects()
                    .penalties()
                    .forEach(
                            (name, value) ->
                                    assertThat(value.shape())
                                            .as(name)
                                            .isEqualTo(Shape.of(5, ROWS)));
            assertThat(q.location().shape()).isEqualTo(event.prepend(ROWS));
            q.expectation()
                    .ifPresent(mean -> assertThat(mean.shape()).isEqualTo(event.prepend(ROWS)));
            double[] all = q.logProbability(draw.z()).readDoubles();
            assertThat(all).hasSize(5 * ROWS);
            for (int r = 0; r < ROWS; r++) {
                Posterior alone = family.of(tensor(runtime(), new double[][] {heads[r]}), phase);
                double[] own = alone.logProbability(draw.z().slice(1, r, r + 1)).readDoubles();
                for (int k = 0; k < 5; k++) {
                    assertClose(
                            "row " + r + " alone",
                            new double[] {own[k]},
                            new double[] {all[k * ROWS + r]},
                            1e-12);
                }
            }
        }
    }

    /** Networks are given the values in training, as in evaluation; a relaxed draw is exempt. */
    @Check("input of networks")
    final void networksAreGivenTheValues(String settings, RandomKey key) {
        PosteriorFamily family = family(runtime(), settings, key);
        NetworkInput input = family.networkInput();
        for (Phase phase : List.of(EVALUATION, TRAINING)) {
            Draw draw = family.of(tensor(runtime(), heads(family, key)), phase).draw(key, 5);
            if (!draw.isRelaxed()) {
                assertClose(
                        "a draw in "
                                + phase
                                + " gives networks other values than networkInput().of(z), which"
                                + " they get of its z elsewhere",
                        draw.networkInput(input).readDoubles(),
                        input.of(draw.z()).readDoubles(),
                        1e-7);
            }
        }
    }

    /** The indices of a {@link CodePosterior} are in [0, k), and are those of its draws. */
    @Check("codes")
    final void indicesAreThoseOfTheDraws(String settings, RandomKey key) {
        PosteriorFamily family = family(runtime(), settings, key);
        Tensor head = tensor(runtime(), heads(CODE_ROWS, family.head(), headScale(), key));
        for (Phase phase : List.of(EVALUATION, TRAINING)) {
            if (family.of(head, phase) instanceof CodePosterior q) {
                Tensor indices = q.indices();
                assertThat(family.space())
                        .as("the space of a posterior with indices %s", indices.shape())
                        .isEqualTo(new OneHot(indices.shape().extent(1), q.codes()));
                assertThat(Arrays.stream(indices.readInts()))
                        .as("indices of %d codes in %s", q.codes(), phase)
                        .allMatch(index -> index >= 0 && index < q.codes());
                Tensor unit = indices.oneHot(q.codes());
                for (Tensor z : List.of(q.location(), q.draw(key, 1).z())) {
                    assertClose(
                            "a value in " + phase + " is not at its indices()",
                            z.readDoubles(),
                            unit.readDoubles(),
                            0);
                }
            }
        }
    }

    /**
     * Draws laid out otherwise are the same draws, and know their density under any distribution.
     */
    @Check("reshaped")
    final void reshapedDrawsAreTheSame(String settings, RandomKey key) {
        PosteriorFamily family = family(runtime(), settings, key);
        Tensor head = tensor(runtime(), heads(family, key));
        for (Phase phase : List.of(EVALUATION, TRAINING)) {
            Posterior q = family.of(head, phase);
            Draw draw = q.draw(key, 4);
            assertClose(
                    "log density under the own distribution",
                    draw.logProbabilityUnder(q).readDoubles(),
                    draw.logProbability().readDoubles(),
                    1e-7);
            Map<String, Tensor> laid = tensors(draw, family);
            Draw flat = draw.reshaped(1, 4 * ROWS);
            assertThat(flat.isRelaxed()).isEqualTo(draw.isRelaxed());
            tensors(flat, family)
                    .forEach(
                            (name, value) -> {
                                Tensor before = Objects.requireNonNull(laid.get(name));
                                assertThat(value.shape())
                                        .as(name)
                                        .isEqualTo(before.shape().from(2).prepend(1, 4 * ROWS));
                                assertThat(value.readDoubles())
                                        .as(name)
                                        .isEqualTo(before.readDoubles());
                            });
            assertThat(tensors(flat, family)).hasSameSizeAs(laid);
        }
    }

    private static Map<String, Tensor> tensors(Draw draw, PosteriorFamily family) {
        Map<String, Tensor> all = new TreeMap<>(draw.effects().penalties());
        all.put("z", draw.z());
        all.put("log q", draw.logProbability());
        all.put("input of networks", draw.networkInput(family.networkInput()));
        return all;
    }
}
