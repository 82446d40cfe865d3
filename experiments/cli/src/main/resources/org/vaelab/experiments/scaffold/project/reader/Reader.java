package {{package}};

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.DataRows;
import org.vaelab.framework.settings.Part;

/** Reads files *.{{name}}: a line for each example, its numbers separated by blanks. */
@Part("{{name}}")
public final class {{Name}}Reader implements ExampleReader {

    @Override
    public boolean accepts(Path file) {
        return file.toString().endsWith(".{{name}}");
    }

    @Override
    public Found read(Path file, DataSummary trained) {
        int width = trained.shape().size();
        double[][] values;
        try {
            values = Files.readAllLines(file).stream().map({{Name}}Reader::numbers).toArray(double[][]::new);
        } catch (IOException | NumberFormatException e) {
            throw new DataException(file + ": " + e.getMessage(), e);
        }
        for (int i = 0; i < values.length; i++) {
            if (values[i].length != width) {
                throw DataException.of(
                        "%s, line %s: %s numbers, expected %s", file, i + 1, values[i].length, width);
            }
        }
        return new Found(Examples.of(new Numbers(values, width), trained.domain()), List.of());
    }

    private static double[] numbers(String line) {
        return Arrays.stream(line.strip().split("\\s+", -1)).mapToDouble(Double::parseDouble).toArray();
    }

    private record Numbers(double[][] values, int width) implements DataRows {

        @Override
        public int size() {
            return values.length;
        }

        @Override
        public void read(int row, double[] target, int offset) {
            System.arraycopy(values[row], 0, target, offset, width);
        }
    }
}
