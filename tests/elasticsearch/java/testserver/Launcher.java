package testserver;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginsLoader;

/**
 * One real Elasticsearch node for the tests, on 127.0.0.1 only: Launcher HOME WORK PORT. HOME is what
 * .ci/fetch-elasticsearch.sh builds; WORK keeps the data from start to start. With port 0 the server
 * chooses: WORK/logs/http.ports says which. It lives as long as its standard input.
 */
public final class Launcher {
    private static final String NAME = "test";

    public static void main(String[] arguments) throws Exception {
        Path home = Path.of(arguments[0]).toAbsolutePath();
        Path work = Path.of(arguments[1]).toAbsolutePath();
        for (String folder : new String[] {"config", "data", "logs"}) {
            Files.createDirectories(work.resolve(folder));
        }
        LogConfigurator.setNodeName(NAME);
        LogConfigurator.configureWithoutConfig(Settings.builder().put("logger.level", "WARN").build());
        Node node = node(home, work, arguments[2]);
        node.start();
        // The parent's end of the pipe closes when the parent ends, however it ends.
        while (System.in.read() != -1) {}
        node.close();
        System.exit(0);
    }

    private static Node node(Path home, Path work, String port) {
        Settings settings = Settings.builder()
            .put("path.home", home.toString())
            .put("path.data", work.resolve("data").toString())
            .put("path.logs", work.resolve("logs").toString())
            .put("cluster.name", NAME)
            .put("node.name", NAME)
            .put("node.portsfile", true)
            .put("network.host", "127.0.0.1")
            .put("http.port", port)
            .put("transport.port", "0")
            .put("discovery.type", "single-node")
            // A developer's disk is often nearly full, which would make every index read-only.
            .put("cluster.routing.allocation.disk.threshold_enabled", false)
            .build();
        Environment environment =
            InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), work.resolve("config"), () -> NAME);
        // The server is on the class path here, so it is no Java module that could export to plugins.
        PluginsLoader plugins = PluginsLoader.createPluginsLoader(
            PluginsLoader.loadModulesBundles(environment.modulesDir()),
            PluginsLoader.loadPluginsBundles(environment.pluginsDir()),
            Map.of(),
            false);
        return new Node(environment, plugins);
    }
}
