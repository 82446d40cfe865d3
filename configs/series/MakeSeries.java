// SPDX-License-Identifier: Apache-2.0
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;

/**
 * Writes one monthly series, for configs/one-series.yaml:
 *
 * <pre>
 *   java configs/series/MakeSeries.java DIR [MONTHS]
 *
 *   DIR/monthly.csv   month,value     1980-01,104.34
 *
 *   value = 100 + 0.03 t + level + season + noise,   t = 0, 1, ... the months since the first
 * </pre>
 *
 * <p>The level rises by 12 in May 1988 and falls by 15 in September 1999. The season has two
 * harmonics of a year. The noise is n_t = 0.6 n_{t-1} + 1.5 e_t, e_t ~ N(0, 1). The same number of
 * months gives the same bytes.
 */
final class MakeSeries {

    private static final int FIRST_YEAR = 1980;
    private static final int RISE = 8 * 12 + 4;
    private static final int FALL = 19 * 12 + 8;

    private MakeSeries() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 1 || arguments.length > 2) {
            System.err.println("usage: java MakeSeries.java DIR [MONTHS]");
            System.exit(2);
        }
        Path file = Files.createDirectories(Path.of(arguments[0])).resolve("monthly.csv");
        int months = arguments.length == 2 ? Integer.parseInt(arguments[1]) : 480;
        Random random = new Random(1);
        double noise = 0;
        StringBuilder table = new StringBuilder("month,value\n");
        for (int t = 0; t < months; t++) {
            noise = 0.6 * noise + 1.5 * random.nextGaussian();
            double value = 100 + 0.03 * t + level(t) + season(t) + noise;
            table.append(
                    String.format(
                            Locale.ROOT,
                            "%d-%02d,%.2f\n",
                            FIRST_YEAR + t / 12,
                            1 + t % 12,
                            value));
        }
        Files.writeString(file, table);
        System.out.println(months + " months in " + file);
    }

    private static double level(int t) {
        return t < RISE ? 0 : t < FALL ? 12 : -3;
    }

    /** StrictMath gives the same numbers on every processor. */
    private static double season(int t) {
        double year = 2 * Math.PI * t / 12;
        return 6 * StrictMath.sin(year) + 2 * StrictMath.cos(2 * year);
    }
}
