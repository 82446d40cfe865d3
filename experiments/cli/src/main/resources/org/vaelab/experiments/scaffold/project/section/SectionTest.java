package {{package}};

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.vaelab.reports.render.ReportSection;

/** The section is found. Its content is tested best on records of your own, in a folder of test resources. */
final class {{Name}}SectionTest {

    @Test
    void isFoundByItsId() {
        ClassLoader loader = {{Name}}Section.class.getClassLoader();
        assertThat(ServiceLoader.load(ReportSection.class, loader))
                .anySatisfy(section -> assertThat(section.id()).isEqualTo("{{name}}"));
    }
}
