package {{package}};

import java.util.Optional;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.settings.PartChoice;

/** The name {@code {{name}}} for a whole model: this posterior with the reference prior of R^d. */
public final class {{Name}}Variant implements Variant<{{Name}}Factory.Settings> {

    @Override
    public Class<{{Name}}Factory.Settings> settingsType() {
        return {{Name}}Factory.Settings.class;
    }

    @Override
    public String description() {
        return "Laplace posterior, standard Normal prior";
    }

    @Override
    public Optional<PartChoice> posterior({{Name}}Factory.Settings settings) {
        return Optional.of(PartChoice.of("{{name}}", settings));
    }
}
