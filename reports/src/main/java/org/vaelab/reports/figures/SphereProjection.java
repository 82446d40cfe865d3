// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.reports.figures.PlotLayer.Point;

/**
 * Hammer's projection of the unit sphere in R^3, which keeps areas:
 *
 * <pre>
 *   x = 2 sqrt(2) cos(phi) sin(lambda / 2) / d
 *   y =   sqrt(2) sin(phi)                 / d
 *   d = sqrt(1 + cos(phi) cos(lambda / 2))
 * </pre>
 *
 * with the longitude lambda in [-pi, pi] and the latitude phi. The map is an ellipse with the half
 * axes {@link #WIDTH} and {@link #HEIGHT}. The first coordinate points to its centre, the second to
 * the right, and the third up.
 */
final class SphereProjection {

    static final double WIDTH = 2 * Math.sqrt(2);
    static final double HEIGHT = Math.sqrt(2);

    private static final int STEP = 30;
    private static final int DEGREES_OF_SEGMENT = 5;

    private SphereProjection() {}

    /** Returns the place of a unit vector. */
    static Point of(double x, double y, double z) {
        double radius = Math.sqrt(x * x + y * y + z * z);
        double latitude = StrictMath.asin(Math.max(-1, Math.min(1, z / radius)));
        return at(StrictMath.atan2(y, x), latitude);
    }

    /** Returns the place of a longitude and a latitude, in radians. */
    static Point at(double longitude, double latitude) {
        double cosine = StrictMath.cos(latitude);
        double d = Math.sqrt(1 + cosine * StrictMath.cos(longitude / 2));
        return new Point(
                WIDTH * cosine * StrictMath.sin(longitude / 2) / d,
                HEIGHT * StrictMath.sin(latitude) / d);
    }

    /** Returns the meridians at the edge. */
    static List<Point> outline() {
        List<Point> outline = new ArrayList<>(meridian(180));
        Collections.reverse(outline);
        outline.addAll(0, meridian(-180));
        return outline;
    }

    private static List<Point> meridian(int longitude) {
        return IntStream.rangeClosed(-90 / DEGREES_OF_SEGMENT, 90 / DEGREES_OF_SEGMENT)
                .mapToObj(
                        i -> at(Math.toRadians(longitude), Math.toRadians(i * DEGREES_OF_SEGMENT)))
                .toList();
    }

    /** Returns the meridians and the parallels, every 30 degrees, without the outline. */
    static List<List<Point>> graticule() {
        List<List<Point>> lines = new ArrayList<>();
        for (int longitude = STEP - 180; longitude < 180; longitude += STEP) {
            lines.add(meridian(longitude));
        }
        for (int latitude = STEP - 90; latitude < 90; latitude += STEP) {
            List<Point> parallel = new ArrayList<>();
            for (int longitude = -180; longitude <= 180; longitude += DEGREES_OF_SEGMENT) {
                parallel.add(at(Math.toRadians(longitude), Math.toRadians(latitude)));
            }
            lines.add(parallel);
        }
        return lines;
    }
}
