// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.space;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.latent.CountSpace;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.Hyperbolic;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.latent.Simplex;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.latent.SpikedSpace;
import org.vaelab.framework.latent.Torus;
import org.vaelab.framework.latent.UnitCube;
import org.vaelab.framework.random.RandomKey;

/**
 * A rule that integrates over a latent space, and what contracts must know of the space beside.
 * Points are rows of {@link #width} numbers, as the space lays its values out, row by row.
 *
 * <p>Quadrature up to two dimensions, enumeration of finite spaces, and elsewhere importance
 * sampling from a reference whose support is the space.
 */
public interface IntegrationRule {

    /** Points that importance sampling draws. */
    int DRAWN = 100_000;

    /** Returns the number of coordinates of a point. */
    int width();

    /** Returns the number of continuous dimensions. */
    int dimension();

    /** Returns the number of values of what is discrete in a point; 1 where nothing is. */
    default double values() {
        return 1;
    }

    /**
     * Returns whether independent draws may be equal: by default where nothing is continuous. A
     * space whose measure has a point mass beside its length overrides it.
     */
    default boolean hasEqualDraws() {
        return dimension() == 0;
    }

    /**
     * Returns whether all coordinates are angles modulo 2 pi. Functions of points that are tested
     * then have this period; the expectations of others have no gradient by draws. By default
     * false.
     */
    default boolean isOfAngles() {
        return false;
    }

    /**
     * Returns whether some coordinate is an angle modulo 2 pi, so that means of points are none.
     */
    default boolean hasAngles() {
        return isOfAngles();
    }

    /**
     * Returns points of the space for any points of R^n: those that lie in the space stay. By
     * default all stay.
     *
     * @param points row-major, may be changed
     */
    default double[] projected(double[] points) {
        return points;
    }

    /**
     * Returns a quadrature, or all points of a finite space. Asked where {@link #dimension} is at
     * most 2 and {@link #values} are few.
     *
     * @param draws from what is integrated; they say where it lies
     * @param fewer whether this is one of two dimensions, so that the square root of the number of
     *     points must do
     */
    Nodes quadrature(double[] draws, boolean fewer);

    /**
     * Returns {@link #DRAWN} points drawn from a reference density.
     *
     * @param draws from what is integrated; they say where it lies
     */
    Nodes reference(double[] draws, RandomKey key);

    /**
     * Returns the rule for distributions whose tails fall as a power, see {@link
     * org.vaelab.framework.latent.Distribution#tailIndex}. The default is this rule, as for a
     * bounded space.
     */
    default IntegrationRule withTails(double index) {
        return this;
    }

    /**
     * Returns draws of a sampler with a defect that a goodness-of-fit test must find. The default
     * replaces a share of the draws by the first one.
     *
     * @param draws may be changed
     * @param size of the defect: 0.1 is a deviation that is a tenth too large, or a tenth of the
     *     draws
     */
    default double[] spoilt(double[] draws, double size) {
        return Spoilt.stuck(draws, width(), size);
    }

    /**
     * Returns points at which a density and its gradient must be finite: draws, and by default no
     * others. In a space with far points or with edges, also those.
     */
    default double[] extremes(double[] draws) {
        return draws;
    }

    /**
     * Returns the points of the space to which relaxed draws round, where these then have the
     * distribution that is relaxed. By default empty: relaxed draws say no more.
     *
     * @param relaxed may be changed
     */
    default Optional<double[]> rounded(double[] relaxed) {
        return Optional.empty();
    }

    /** Returns points for the densities near some draws. */
    default Nodes nodes(double[] draws, RandomKey key) {
        double most = dimension() == 0 ? Enumeration.MOST : Enumeration.MOST_BESIDE_OTHERS;
        return dimension() > 2 || values() > most
                ? reference(draws, key)
                : quadrature(draws, dimension() == 2);
    }

    /**
     * Returns the rule of a space of the framework.
     *
     * @throws IllegalArgumentException if the space is of another class
     */
    static IntegrationRule of(LatentSpace space) {
        if (space instanceof Euclidean euclidean) {
            return new EuclideanRule(euclidean.dimension(), Double.POSITIVE_INFINITY);
        }
        if (space instanceof Sphere sphere) {
            return new SphereRule(sphere);
        }
        if (space instanceof OneHot oneHot) {
            return new OneHotRule(oneHot);
        }
        if (space instanceof Torus torus) {
            return angles(torus.dimension());
        }
        if (space instanceof UnitCube cube) {
            return LogRatioRules.of(cube);
        }
        if (space instanceof Simplex simplex) {
            return LogRatioRules.of(simplex);
        }
        if (space instanceof Hyperbolic hyperbolic) {
            return HyperbolicRules.of(hyperbolic);
        }
        if (space instanceof CountSpace counts) {
            return product(Collections.nCopies(counts.dimension(), new CountRule()));
        }
        if (space instanceof SpikedSpace spiked) {
            return product(Collections.nCopies(spiked.dimension(), new SpikedRule()));
        }
        throw new IllegalArgumentException(
                "no rule integrates over "
                        + space
                        + "; override rule(LatentSpace) in the contract, so that it gives this space"
                        + " one");
    }

    static IntegrationRule interval(double from, double to) {
        return new IntervalRule(from, to, false);
    }

    /** Returns the rule of a torus of some angles, each in [-pi, pi]. */
    static IntegrationRule angles(int count) {
        IntervalRule circle = new IntervalRule(-Math.PI, Math.PI, true);
        return product(Collections.nCopies(count, circle));
    }

    /** Returns the rule of the image of this one's space under a chart. */
    default IntegrationRule through(Chart chart) {
        return new ChartRule(this, chart);
    }

    /** Returns the rule of a product of which a point is the points of the factors side by side. */
    static IntegrationRule product(List<? extends IntegrationRule> factors) {
        return new ProductRule(List.copyOf(factors));
    }
}
