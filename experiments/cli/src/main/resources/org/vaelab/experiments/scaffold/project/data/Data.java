package {{package}};

import java.util.OptionalLong;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;

/** Binary images in which each row and each column is white with probability 1/8. */
@Part(value = "{{name}}", description = "generated binary images with random bars")
public record {{Name}}Data(
        @Setting(value = "height and width in pixels, at least 1", defaultValue = "16") int size,
        @Setting(value = "number of training images", defaultValue = "1000") int train,
        @Setting(value = "number of test images", defaultValue = "200") int test,
        @Setting(value = "seed of the images", defaultValue = "0") long seed)
        implements DataSource {

    private static final double WHITE = 0.125;

    /** Checks the numbers. The error message shows the line of the config. */
    public {{Name}}Data {
        Counts.atLeastOne("size", size);
        Counts.atLeastOne("train", train);
        Counts.atLeastOne("test", test);
    }

    @Override
    public OptionalLong trainingExamples() {
        return OptionalLong.of(train);
    }

    @Override
    public Dataset load(Progress progress, ValuePrecision precision) {
        return Dataset.of(
                "{{name}}",
                new DataShape(1, size, size),
                images(train, RandomKey.of(seed).split("train")),
                images(test, RandomKey.of(seed).split("test")),
                "generated bars, seed " + seed);
    }

    private Examples images(int count, RandomKey key) {
        double[] bars = key.uniform(2 * size * count);
        byte[] pixels = new byte[size * size * count];
        for (int i = 0; i < pixels.length; i++) {
            int image = i / (size * size);
            int row = 2 * size * image + i / size % size;
            int column = 2 * size * image + size + i % size;
            pixels[i] = (byte) (bars[row] < WHITE || bars[column] < WHITE ? 1 : 0);
        }
        return Examples.binary(size * size, pixels);
    }
}
