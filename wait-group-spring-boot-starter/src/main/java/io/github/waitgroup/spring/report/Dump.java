package io.github.waitgroup.spring.report;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * A program that prints what is in flight in another JVM on the same machine, or in the same container, as {@code jcmd}
 * prints threads: it needs neither HTTP nor a signal, no configuration, and nothing on its class path but this jar.
 *
 * <pre>java -cp wait-group-spring-boot-starter.jar io.github.waitgroup.spring.report.Dump 1</pre>
 *
 * <p>The argument is the id of the process, whose user must be the same. The exit code is 0, or 1 if there is no dump,
 * or 2 without an argument; then the reason is written to standard error.
 */
public final class Dump {

    static final String DOMAIN = "io.github.waitgroup";
    static final String TYPE = "InFlight";

    private static final int OK = 0;
    private static final int NO_DUMP = 1;
    private static final int USAGE = 2;

    private static final int MAX_NAME_LENGTH = 100;

    private Dump() {}

    /**
     * Prints the dump of each application in a JVM, and ends this one.
     *
     * @param arguments the id of the process
     */
    public static void main(String[] arguments) {
        System.exit(run(System.out, System.err, arguments));
    }

    static int run(PrintStream out, PrintStream err, String... arguments) {
        if (arguments.length != 1 || arguments[0].startsWith("-")) {
            err.println("usage: java -cp <the starter's jar> " + Dump.class.getName() + " <process id>");
            return USAGE;
        }
        String process = arguments[0];
        try {
            Map<String, String> dumps = dumps(Attached.address(process));
            dumps.forEach((application, dump) -> out.println(shown(application) + ": " + dump));
            if (!dumps.isEmpty()) {
                return OK;
            }
            err.println("no dump of process " + process + ": no application with groups has started in it");
        } catch (AttachNotSupportedException | IOException | JMException | RuntimeException unreachable) {
            err.println("no dump of process " + process + ": " + unreachable);
        } catch (LinkageError noModule) {
            err.println("no dump of process " + process
                    + ": this Java cannot attach to another, for want of the module jdk.attach: " + noModule);
        }
        return NO_DUMP;
    }

    /** The name of an application, which may have any characters, on one line. */
    private static String shown(String application) {
        String line = application.replaceAll("\\p{Cntrl}", "\uFFFD");
        return line.length() <= MAX_NAME_LENGTH ? line : line.substring(0, MAX_NAME_LENGTH) + "…";
    }

    /** The dumps of a JVM, by the names of its applications. */
    @SuppressWarnings("BanJNDI") // the address is that of a JVM on this machine, of the same user
    private static Map<String, String> dumps(String address) throws IOException, JMException {
        Map<String, String> dumps = new TreeMap<>();
        try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(address))) {
            MBeanServerConnection server = connector.getMBeanServerConnection();
            for (ObjectName name : server.queryNames(new ObjectName(DOMAIN + ":type=" + TYPE + ",*"), null)) {
                dumps.put(ObjectName.unquote(name.getKeyProperty("name")), (String)
                        server.invoke(name, "dump", new Object[0], new String[0]));
            }
        }
        return dumps;
    }

    /** A class of its own, so that a Java that cannot attach to another fails where that is caught. */
    private static final class Attached {

        /** The address of the JMX connector of a process, which is started if it has none. */
        static String address(String process) throws AttachNotSupportedException, IOException {
            VirtualMachine machine = VirtualMachine.attach(process);
            try {
                return machine.startLocalManagementAgent();
            } finally {
                machine.detach();
            }
        }
    }
}
