import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.microsoft.signalr.HttpHubConnectionBuilder;
import com.microsoft.signalr.HubConnection;
import com.microsoft.signalr.HubConnectionBuilder;
import com.microsoft.signalr.TransportEnum;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Single;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Drives Microsoft's own client for Java against the test hub over each of its transports, and prints
 * what happened as one JSON object. Usage: java Driver ORIGIN
 */
public class Driver {
  static final Gson GSON = new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

  public static void main(String[] arguments) throws Exception {
    Map<String, Object> seen = new LinkedHashMap<>();
    try {
      seen.put("WebSockets", talk(arguments[0], TransportEnum.WEBSOCKETS, false));
      seen.put("LongPolling", talk(arguments[0], TransportEnum.LONG_POLLING, false));
      seen.put("LongPolling, one at a time", talk(arguments[0], TransportEnum.LONG_POLLING, true));
    } catch (Exception error) {
      seen.put("error", String.valueOf(error));
    }
    System.out.write(GSON.toJson(seen).getBytes("UTF-8"));
    System.out.flush();
    System.exit(seen.containsKey("error") ? 1 : 0); // its threads would live on
  }

  static Map<String, Object> talk(String origin, TransportEnum transport, boolean isOneAtATime)
      throws Exception {
    Map<String, Object> seen = new LinkedHashMap<>();
    List<Integer> told = new ArrayList<>();
    CompletableFuture<String> closed = new CompletableFuture<>();
    String name = "java-" + transport + isOneAtATime;
    HttpHubConnectionBuilder builder =
        HubConnectionBuilder.create(origin + "/secure?tag=" + name)
            .withTransport(transport)
            .withAccessTokenProvider(Single.just("alice"));
    if (isOneAtATime) builder.setHttpClientBuilderCallback(OneAtATime::configure);
    HubConnection hub = builder.build();
    hub.on("Told", told::add, Integer.class);
    hub.onWithResult("Question", number -> Single.just(number + 1), Integer.class);
    hub.onClosed(error -> closed.complete(error == null ? null : error.getMessage()));
    hub.start().blockingAwait();
    seen.put("user", hub.invoke(String.class, "MyUser").blockingGet());
    seen.put("transport", hub.invoke(String.class, "MyTransport").blockingGet());
    seen.put("echo", hub.invoke(String.class, "Echo", "é漢😀\u2028").blockingGet());
    seen.put("add", hub.invoke(Integer.class, "add", 20, 22).blockingGet());
    seen.put("refused", refusal(hub, "Refuse"));
    seen.put("unknown", refusal(hub, "Nowhere"));
    hub.invoke("TellMany", 3).blockingAwait();
    seen.put("told", told);
    seen.put("whole", items(hub.stream(Integer.class, "Count", 3, 0)));
    seen.put("part", items(hub.stream(Integer.class, "Count", 1000000, 1).take(2)));
    seen.put("fails", items(hub.stream(Integer.class, "RefuseAfter", 1)));
    // Over long polling this client makes a POST of each message and waits for none, nor for its DELETE
    // before it polls. Recorded, in 100 runs: all POSTs were served as they had arrived, in 63 an end
    // before its items or items before the call; in 12 a poll came behind the DELETE, and was a 404.
    // Neither is the server's to mend: what arrives on two sockets has no order, and Microsoft's server
    // drops items that nobody waits for and answers 404 behind a DELETE, too (recordings
    // upload/unknown-item, upload/late-item, poll/delete). In order both are right: 400 runs of 400.
    boolean isOrdered = transport == TransportEnum.WEBSOCKETS || isOneAtATime;
    if (isOrdered)
      seen.put("sum", hub.invoke(Integer.class, "Sum", Observable.just(4, 5)).blockingGet());
    seen.put("asked", hub.invoke(Integer.class, "Ask", 7).blockingGet());
    hub.stop().blockingAwait();
    String reason = closed.get();
    if (isOrdered) seen.put("closed", reason);
    seen.put("noted", noted(origin + "/log/" + name));
    return seen;
  }

  static String refusal(HubConnection hub, String method) {
    try {
      return "not refused: " + hub.invoke(Integer.class, method).blockingGet();
    } catch (Exception error) {
      return error.getMessage();
    }
  }

  /** What a stream told, its error last. */
  static List<Object> items(Observable<Integer> stream) {
    return stream
        .cast(Object.class)
        .onErrorReturn(Throwable::getMessage)
        .toList()
        .blockingGet();
  }

  /** What the server noted of a connection, once it has noted the end of it. */
  static List<?> noted(String url) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
    HttpClient http = HttpClient.newHttpClient();
    while (true) {
      String body = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
      List<?> lines = GSON.fromJson(body, List.class);
      if (lines.get(lines.size() - 1).equals("disconnected")) return lines;
    }
  }
}
