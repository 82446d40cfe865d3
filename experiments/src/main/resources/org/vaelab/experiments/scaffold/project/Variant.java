package {{package}};

import org.vaelab.framework.plugin.PartContext;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.posterior.PosteriorFamily;

/** The name {@code {{name}}} for a whole model: this posterior with its standard prior. */
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
    public PosteriorFamily posterior({{Name}}Factory.Settings settings, PartContext context) {
        return new {{Name}}Factory().create(settings, context);
    }
}
