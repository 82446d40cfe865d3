// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.space;

import java.util.Arrays;

/**
 * Points with weights such that {@code integral f = sum_i w_i f(z_i)}: of a quadrature, of a finite
 * set, or drawn from a reference density r with {@code w_i = 1 / (n r(z_i))}.
 */
public final class Nodes {

    /** From here on a spread of {@code sinh} covers the tails of anything with all moments. */
    private static final double FAR_ON_A_LINE = 8;

    private static final double FAR_ON_A_PLANE = 6;

    /** More is no kink, but a density that every fourth point does not resolve. */
    private static final double LARGEST_KINK = 1e-2;

    /** Of a smooth peak every second point is off by less, as a share of every fourth. */
    private static final double SMOOTH = 1e-4;

    /** The square of the farthest point of a line is still a number, on any scale in use. */
    private static final double FARTHEST = 300;

    /** A moment of second order beyond a line is this share of the whole, as a power of e. */
    private static final double NEGLIGIBLE = 20;

    private static final double FAR_ON_A_SPHERE = 18;

    /** From the end 0 of an interval: its powers are numbers still. */
    private static final double SMALLEST_DISTANCE = 1e-290;

    /** The factor by which the coarse rule stops farther from the ends of an interval. */
    private static final int EARLIER = 4096;

    private final int width;
    private final double[] points;
    private final double[] weights;
    private final double[] coarse;
    private final boolean random;

    /** Of a rule of equal steps, whether {@link #integral} compares every fourth point. */
    private int fourths;

    private Nodes(int width, double[] points, double[] weights, double[] coarse, boolean random) {
        this.width = width;
        this.points = points;
        this.weights = weights;
        this.coarse = coarse;
        this.random = random;
    }

    /**
     * Returns the points of a quadrature.
     *
     * @param points row by row
     * @param coarse the weights of a rule with about half as many of the points, and 0 for the
     *     others: by the difference of the two it is known how exact the rule is
     */
    public static Nodes quadrature(int width, double[] points, double[] weights, double[] coarse) {
        return new Nodes(width, points, weights, coarse, false);
    }

    /** Returns the points of a finite set, each of weight 1. */
    public static Nodes all(int width, double[] points) {
        double[] ones = new double[points.length / width];
        Arrays.fill(ones, 1);
        return new Nodes(width, points, ones, ones, false);
    }

    /**
     * Returns points drawn from a reference density.
     *
     * @param logReference log r of each
     */
    public static Nodes drawn(int width, double[] points, double[] logReference) {
        double[] weights = new double[logReference.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = Math.exp(-logReference[i]) / weights.length;
        }
        return new Nodes(width, points, weights, weights, true);
    }

    /** Returns the logarithms of the reference density at the points. */
    double[] logReference() {
        return Arrays.stream(weights).map(w -> -Math.log(w * weights.length)).toArray();
    }

    /** Returns a line for what has light tails. */
    public static Nodes line(double centre, double scale, boolean plane) {
        return line(centre, scale, plane, Double.POSITIVE_INFINITY);
    }

    /**
     * Returns a line, by the trapezoidal rule in t of {@code z = centre + scale sinh t}. It reaches
     * so far that moments of second order, where they exist, lack a share of 1e-9.
     *
     * <p>The coarse rule ends earlier, at half the t of a line for light tails. So the stated error
     * covers what is missing beyond the ends, if it falls at least as {@code |z|^-0.05}.
     *
     * @param plane whether it is one of two factors, so that fewer points must do
     * @param tailIndex of what is integrated
     */
    public static Nodes line(double centre, double scale, boolean plane, double tailIndex) {
        // Many: how far off the rule is at a kink, as a Laplace density has, two rules may both not
        // show.
        int n = plane ? 300 : 20_000;
        double usual = plane ? FAR_ON_A_PLANE : FAR_ON_A_LINE;
        double far = Math.max(usual, reach(tailIndex));
        if (plane) {
            n = (int) Math.min(2.0 * n, n * far / usual);
        }
        double end = far - (plane ? usual / 3 : usual / 2);
        double step = 2 * far / n;
        double[] points = new double[n + 1];
        double[] weights = new double[n + 1];
        double[] coarse = new double[n + 1];
        for (int i = 0; i <= n; i++) {
            double t = i * step - far;
            points[i] = centre + scale * Math.sinh(t);
            weights[i] = step * scale * Math.cosh(t);
            coarse[i] = i % 2 == 0 && Math.abs(t) <= end ? 2 * weights[i] : 0;
        }
        return new Nodes(1, points, weights, coarse, false);
    }

    /**
     * Returns the t beyond which a moment is negligible: the second, or the total if there is none.
     */
    private static double reach(double tailIndex) {
        double power = tailIndex > 2 ? tailIndex - 2 : tailIndex;
        return Math.min(FARTHEST, Math.log(2) + NEGLIGIBLE / power);
    }

    /**
     * Returns an interval without its ends, by the double exponential rule (Takahasi and Mori
     * 1974), the trapezoidal rule in t of {@code z = from + (to - from) / (1 + e^(-pi sinh t))}.
     * Its points reach from the smallest number above the one end to the largest below the other,
     * so that it integrates densities that are infinite there.
     *
     * <p>No point lies nearer to an end, and what a density has there is missing: of {@code x^(b -
     * 1)} beside an end of 1 the share of some {@code 1e-16^b}. The coarse rule ends {@value
     * #EARLIER} times as far from the ends, so that the stated error covers what is missing where b
     * is at least 0.1.
     *
     * @param plane whether it is one of two factors, so that fewer points must do
     */
    public static Nodes interval(double from, double to, boolean plane) {
        double step = plane ? 1 / 24.0 : 1 / 200.0;
        double length = to - from;
        double left = nearest(from, Math.nextUp(from) - from, length);
        double right = nearest(to, to - Math.nextDown(to), length);
        int first = (int) Math.ceil(-whereDistanceIs(left) / step);
        int last = (int) Math.floor(whereDistanceIs(right) / step);
        double[] points = new double[last - first + 1];
        double[] weights = new double[points.length];
        double[] coarse = new double[points.length];
        for (int i = 0; i < points.length; i++) {
            double t = (first + i) * step;
            double share = 1 / (1 + Math.exp(-Math.PI * Math.sinh(t)));
            double rest = 1 / (1 + Math.exp(Math.PI * Math.sinh(t)));
            points[i] = t < 0 ? from + length * share : to - length * rest;
            weights[i] = step * length * Math.PI * Math.cosh(t) * share * rest;
            boolean inside = share >= EARLIER * left && rest >= EARLIER * right;
            coarse[i] = (first + i) % 2 == 0 && inside ? 2 * weights[i] : 0;
        }
        return new Nodes(1, points, weights, coarse, false);
    }

    /** The smallest distance of a point from an end, as a share of the length. */
    private static double nearest(double end, double spacing, double length) {
        return Math.max(spacing, end == 0 ? SMALLEST_DISTANCE : 0) / length;
    }

    /** Returns the t, from 0 on, at which a share of the interval is left. */
    private static double whereDistanceIs(double share) {
        double sinh = -Math.log(share) / Math.PI;
        return Math.log(sinh + Math.sqrt(sinh * sinh + 1));
    }

    /** Returns the interval from 0 to 1, by Simpson's rule. */
    public static Nodes unitInterval(boolean plane) {
        int n = plane ? 400 : 4000;
        double[] points = new double[n + 1];
        double[] weights = new double[n + 1];
        double[] coarse = new double[n + 1];
        for (int i = 0; i <= n; i++) {
            points[i] = (double) i / n;
            weights[i] = simpson(i, n) / (3.0 * n);
            coarse[i] = i % 2 == 0 ? 2 * simpson(i / 2, n / 2) / (3.0 * n) : 0;
        }
        return new Nodes(1, points, weights, coarse, false);
    }

    private static double simpson(int i, int n) {
        return i == 0 || i == n ? 1 : i % 2 == 1 ? 4 : 2;
    }

    /**
     * Returns the circle in R^2.
     *
     * @param plane whether it is one of two factors, so that fewer points must do
     */
    static Nodes circle(boolean plane) {
        int n = plane ? 256 : 2000;
        double[] points = new double[2 * n];
        double[] weights = new double[n];
        for (int i = 0; i < n; i++) {
            double angle = 2 * Math.PI * i / n;
            points[2 * i] = Math.cos(angle);
            points[2 * i + 1] = Math.sin(angle);
            weights[i] = 2 * Math.PI / n;
        }
        return everySecond(2, points, weights);
    }

    /**
     * Returns the sphere in R^3, in the longitude and t of {@code z . pole = tanh t}: densest at
     * the poles.
     *
     * @param pole of length 1
     */
    static Nodes sphere(double[] pole) {
        int latitudes = 300;
        int longitudes = 256;
        double step = 2 * FAR_ON_A_SPHERE / latitudes;
        int n = (latitudes + 1) * longitudes;
        double[] points = new double[3 * n];
        double[] weights = new double[n];
        double[] coarse = new double[n];
        for (int i = 0; i < n; i++) {
            int row = i / longitudes;
            int column = i % longitudes;
            double t = row * step - FAR_ON_A_SPHERE;
            double radius = 1 / Math.cosh(t);
            double angle = 2 * Math.PI * column / longitudes;
            points[3 * i] = radius * Math.cos(angle);
            points[3 * i + 1] = radius * Math.sin(angle);
            points[3 * i + 2] = Math.tanh(t);
            reflect(points, 3 * i, pole);
            weights[i] = step * radius * radius * 2 * Math.PI / longitudes;
            coarse[i] = row % 2 == 0 && column % 2 == 0 ? 4 * weights[i] : 0;
        }
        return new Nodes(3, points, weights, coarse, false);
    }

    /** Moves a point as the reflection does that takes the third axis to the pole. */
    private static void reflect(double[] points, int at, double[] pole) {
        double[] normal = {-pole[0], -pole[1], 1 - pole[2]};
        double square = 0;
        double product = 0;
        for (int j = 0; j < 3; j++) {
            square += normal[j] * normal[j];
            product += normal[j] * points[at + j];
        }
        if (square > 0) {
            for (int j = 0; j < 3; j++) {
                points[at + j] -= 2 * product / square * normal[j];
            }
        }
    }

    /**
     * Returns a period, by the trapezoidal rule, whose error falls as a power of the number of
     * points for what is smooth there.
     */
    static Nodes period(double from, double to, boolean plane) {
        int n = plane ? 256 : 2000;
        double[] points = new double[n];
        double[] weights = new double[n];
        for (int i = 0; i < n; i++) {
            points[i] = from + (to - from) * (i + 0.5) / n;
            weights[i] = (to - from) / n;
        }
        return everySecond(1, points, weights);
    }

    private static Nodes everySecond(int width, double[] points, double[] weights) {
        double[] coarse = new double[weights.length];
        for (int i = 0; i < coarse.length; i += 2) {
            coarse[i] = 2 * weights[i];
        }
        Nodes nodes = new Nodes(width, points, weights, coarse, false);
        nodes.fourths = weights.length;
        return nodes;
    }

    /** Returns all pairs of points of two rules that are not random. */
    public Nodes times(Nodes other) {
        int n = size() * other.size();
        double[] pairs = new double[n * (width + other.width)];
        double[] products = new double[n];
        double[] coarseProducts = new double[n];
        for (int i = 0; i < n; i++) {
            int a = i / other.size();
            int b = i % other.size();
            int at = i * (width + other.width);
            System.arraycopy(points, a * width, pairs, at, width);
            System.arraycopy(other.points, b * other.width, pairs, at + width, other.width);
            products[i] = weights[a] * other.weights[b];
            coarseProducts[i] = coarse[a] * other.coarse[b];
        }
        Nodes nodes = new Nodes(width + other.width, pairs, products, coarseProducts, false);
        nodes.fourths = fourths == other.fourths ? fourths : 0;
        return nodes;
    }

    /** Returns as many points, drawn from both references independently. */
    public Nodes beside(Nodes other) {
        int n = size();
        double[] joined = new double[n * (width + other.width)];
        double[] products = new double[n];
        for (int i = 0; i < n; i++) {
            int at = i * (width + other.width);
            System.arraycopy(points, i * width, joined, at, width);
            System.arraycopy(other.points, i * other.width, joined, at + width, other.width);
            products[i] = weights[i] * other.weights[i] * n;
        }
        return new Nodes(width + other.width, joined, products, products, true);
    }

    /** Returns the images of the points under a chart. */
    Nodes through(Chart chart) {
        double[] volumes =
                Chart.rows(points, width, p -> new double[] {chart.volume().applyAsDouble(p)});
        double[] scaled = weights.clone();
        double[] scaledCoarse = coarse.clone();
        for (int i = 0; i < volumes.length; i++) {
            scaled[i] *= volumes[i];
            scaledCoarse[i] *= volumes[i];
        }
        double[] images = Chart.rows(points, width, chart.map());
        return new Nodes(chart.width(), images, scaled, scaledCoarse, random);
    }

    public int width() {
        return width;
    }

    public int size() {
        return weights.length;
    }

    /** Returns the points, row-major. */
    public double[] points() {
        return points;
    }

    /** Returns whether the points were drawn. */
    public boolean isRandom() {
        return random;
    }

    /** Returns the integral of a function by its values at the points. */
    public Integral integral(double[] values) {
        double fine = 0;
        double half = 0;
        double squares = 0;
        int n = size();
        for (int i = 0; i < n; i++) {
            // Where a density is 0, a logarithm beside it may be infinite.
            double term = values[i] == 0 ? 0 : weights[i] * values[i];
            fine += term;
            half += values[i] == 0 ? 0 : coarse[i] * values[i];
            squares += term * term;
        }
        double variance = Math.max(0, squares - fine * fine / n);
        double error = random ? Math.sqrt(variance) : Math.abs(fine - half);
        return new Integral(fine, Math.max(error, errorAtKinks(values, fine)));
    }

    /**
     * Returns a bound of the error of equal steps at kinks, which the whole and a half may both not
     * show. Of the four rules with every fourth point of a dimension one at least is off by six
     * times as much.
     */
    private double errorAtKinks(double[] values, double fine) {
        if (fourths == 0) {
            return 0;
        }
        boolean isPlane = size() == fourths * fourths;
        double[] fourth = new double[isPlane ? 16 : 4];
        double[] second = new double[fourth.length];
        for (int i = 0; i < size(); i++) {
            int row = isPlane ? i / fourths : 0;
            double term = values[i] == 0 ? 0 : weights[i] * values[i];
            fourth[4 * (row % 4) + i % 4] += term;
            second[2 * (row % 2) + i % 2] += term;
        }
        double most = farthest(fourth, isPlane ? 16 : 4, fine);
        boolean isKink = farthest(second, isPlane ? 4 : 2, fine) > SMOOTH * most;
        return isKink && most <= LARGEST_KINK * Math.abs(fine) ? most / 6 : 0;
    }

    private static double farthest(double[] sums, int count, double from) {
        return Arrays.stream(sums, 0, count).map(s -> Math.abs(count * s - from)).max().orElse(0);
    }
}
