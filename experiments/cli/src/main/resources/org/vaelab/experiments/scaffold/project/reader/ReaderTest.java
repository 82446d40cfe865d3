package {{package}};

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Examples;
import org.vaelab.testkit.problem.GivenData;

/** A small file, and files that are refused. */
final class {{Name}}ReaderTest {

    @TempDir Path temporary;

    /** Training data: examples of three numbers between 0 and 1. */
    private static final DataSummary TRAINED =
            new GivenData(Examples.unitInterval(3, new float[] {0, 0.5f, 1}));

    private Examples read(String text) throws IOException {
        Path file = Files.writeString(temporary.resolve("new.{{name}}"), text);
        return new {{Name}}Reader().read(file, TRAINED).examples();
    }

    @Test
    void readsALineForEachExample() throws IOException {
        Examples examples = read("0 0.5 1\n1 0.25 0\n");
        float[] second = new float[3];
        examples.read(1, second, 0);
        assertThat(examples.size()).isEqualTo(2);
        assertThat(second).containsExactly(1, 0.25f, 0);
    }

    @Test
    void refusesLinesThatDoNotFit() {
        assertThatThrownBy(() -> read("0 0 0\n1 1\n")).hasMessageContaining("line 2: 2 numbers");
        assertThatThrownBy(() -> read("0 0 x\n")).hasMessageContaining("\"x\"");
    }
}
