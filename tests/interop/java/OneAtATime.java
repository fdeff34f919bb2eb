import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;

/**
 * Makes the HTTP client of one connection keep the order of what it sends: a POST goes out when the one
 * before it is answered, and the DELETE when everything else is, the last poll too.
 */
class OneAtATime extends EventListener implements Interceptor {
  private final List<Call> open = new ArrayList<>(); // in the order in which the connection made them

  static void configure(OkHttpClient.Builder builder) {
    OneAtATime order = new OneAtATime();
    builder.eventListener(order).addInterceptor(order);
  }

  @Override
  public synchronized void callStart(Call call) {
    open.add(call); // on the thread of who calls, and so in order
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    untilItsTurn(chain.call());
    return chain.proceed(chain.request());
  }

  @Override
  public synchronized void callEnd(Call call) {
    open.remove(call);
    notifyAll();
  }

  @Override
  public void callFailed(Call call, IOException error) {
    callEnd(call);
  }

  private synchronized void untilItsTurn(Call call) throws IOException {
    try {
      while (mustWait(call)) wait();
    } catch (InterruptedException error) {
      throw new InterruptedIOException();
    }
  }

  private boolean mustWait(Call call) {
    switch (call.request().method()) {
      case "POST":
        return open.stream().filter(one -> one.request().method().equals("POST")).findFirst().get() != call;
      case "DELETE":
        return open.size() > 1;
      default:
        return false;
    }
  }
}
